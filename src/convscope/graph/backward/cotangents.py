"""Gradients on their way back: cotangents, and the derivatives that pass them on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from convscope.graph.forward.values import Values
from convscope.graph.graph import Graph
from convscope.graph.node import Node


@dataclass(frozen=True)
class Cotangent:
    """The gradient of the score with respect to a value, as it comes back.

    Attributes:
        gradient: (N, ...).
        is_own: whether its memory is nobody else's and laid out as the value's, so that it may be written over.
    """

    gradient: Tensor
    is_own: bool


# From the gradient of a result to those of the values that it was computed from.
Derivative = Callable[[Cotangent], Iterable[tuple[Node, Cotangent]]]


@dataclass(frozen=True)
class Context:
    """What a step is computed in.

    Attributes:
        graph: the network.
        values: what is known so far.
        moving: the nodes that depend on what is differentiated by.
        parts: for each value that is several tensors (of ``chunk``), the leaves of autograd behind it.
    """

    graph: Graph
    values: Values
    moving: Collection[Node]
    parts: dict[Node, Mapping[Node, Tensor]] = field(default_factory=dict)

    def plain(self, node: Node) -> Any:
        """The value of a node as PyTorch computes it."""
        return node.compute(self.values.__getitem__)


def by_autograd(context: Context, node: Node, rule: Callable[..., Any] | None) -> tuple[Any, Derivative]:
    """The value of a node, or of the rule in its place, and its derivative as PyTorch knows it.

    That is wrong for batch and instance norm on a CPU where one of value and gradient is contiguous and the other
    is channels_last, so that operations whose gradient depends on layout get both contiguous.
    """
    leaves: dict[Node, Tensor] = {}
    passes = node.kind.chance != "always"  # what is drawn passes nothing back to what it is drawn by
    laid_out = Tensor.contiguous if node.kind.depends_on_layout == "gradient" else Tensor.detach

    def value_of(read: Node) -> Any:
        value = context.values[read]
        if read in context.parts:
            leaves.update(context.parts[read])
        elif read in context.moving and passes and isinstance(value, Tensor) and _is_differentiable(value):
            return leaves.setdefault(read, laid_out(value).detach().requires_grad_())
        return value

    with torch.enable_grad():
        result = node.compute(value_of, rule)
    if not isinstance(result, Tensor):
        context.parts[node] = leaves
        return result, lambda _: []

    def derivative(cotangent: Cotangent) -> Iterable[tuple[Node, Cotangent]]:
        if not result.requires_grad:
            return []
        found = torch.autograd.grad(
            result, list(leaves.values()), laid_out(cotangent.gradient), allow_unused=True, retain_graph=True
        )
        pairs = zip(leaves, found, strict=True)
        return [(read, Cotangent(g, is_own=False)) for read, g in pairs if g is not None]

    return result.detach(), derivative


def _is_differentiable(value: Tensor) -> bool:
    return value.is_floating_point() or value.is_complex()
