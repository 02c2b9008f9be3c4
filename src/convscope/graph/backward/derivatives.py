"""A step computed so that its derivative is known: how a gradient goes back through each operation.

The common operations have a derivative of their own here, which keeps less than autograd would: a convolution's
needs nothing of what it read, a rectifier's only its result.  Every other operation, and every one with a rule,
goes through autograd by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import prod
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor

from convscope.graph.backward.cotangents import Context, Cotangent, Derivative, by_autograd
from convscope.graph.forward.plan import EvaluationStep
from convscope.graph.input_gradient import Geometry, InputGradient
from convscope.graph.node import Node


def compute(
    context: Context, step: EvaluationStep, rule: Callable[..., Any] | None
) -> tuple[Any, Derivative]:
    """The value of a step, exact to the module's bits, and its derivative."""
    special = None if rule else _SPECIAL.get("folded" if step.folded else step.node.kind.name)
    made = special(context, step) if special else None
    return made or by_autograd(context, step.node, rule)


def _folded(context: Context, step: EvaluationStep) -> tuple[Any, Derivative]:
    assert step.folded
    source, back = step.folded.source, step.folded.input_gradient(context.graph)
    x = context.values[source]
    return step.folded.apply_exactly(context.graph, x), _through(source, back, x.shape)


def _convolution(context: Context, step: EvaluationStep) -> tuple[Any, Derivative] | None:
    node, geometry = step.node, Geometry.of(step.node)
    source, weight = node.argument("input"), node.argument("weight")
    if geometry is None or weight not in context.graph.constants:
        return None

    def make() -> InputGradient:
        return InputGradient.through(context.graph.constant(weight), geometry, node.shape[2:])

    back = context.graph.prepare((InputGradient, node), [weight], make)
    return context.plain(node), _through(source, back, context.values[source].shape)


def _through(source: Node, back: InputGradient, shape: Sequence[int]) -> Derivative:
    return lambda cotangent: [(source, Cotangent(back(cotangent.gradient, shape), is_own=True))]


def _batch_norm(context: Context, step: EvaluationStep) -> tuple[Any, Derivative] | None:
    """With statistics and weights that are constants, the derivative is one factor a channel."""
    node = step.node
    source, gamma, variance = (node.argument(name) for name in ("input", "weight", "running_var"))
    read = [value for value in (gamma, variance) if value is not None]
    if node.argument("training") or not context.graph.constants.issuperset(read):
        return None

    def make() -> Tensor:
        scale = torch.rsqrt(context.graph.constant(variance) + node.argument("eps"))
        return scale if gamma is None else scale * context.graph.constant(gamma)

    scale = context.graph.prepare((_batch_norm, node), read, make)

    def derivative(cotangent: Cotangent) -> Iterable[tuple[Node, Cotangent]]:
        factors = scale.reshape(-1, *[1] * (cotangent.gradient.dim() - 2))
        return [(source, Cotangent(cotangent.gradient * factors, is_own=True))]

    return context.plain(node), derivative


def _rectifier(context: Context, step: EvaluationStep) -> tuple[Any, Derivative] | None:
    rectifier, (source,) = step.rectifier, step.node.inputs
    if rectifier is None or not rectifier.is_native:
        return None
    x = context.values[source]
    y = rectifier.overwrite(x) if step.overwrites else context.plain(step.node)

    def derivative(cotangent: Cotangent) -> Iterable[tuple[Node, Cotangent]]:
        return [
            (source, Cotangent(rectifier.mask(cotangent.gradient, y, in_place=cotangent.is_own), is_own=True))
        ]

    return y, derivative


def _sum(context: Context, step: EvaluationStep) -> tuple[Any, Derivative] | None:
    node, terms = step.node, step.node.arguments
    if node.keywords or len(terms) != 2 or not all(isinstance(term, Node) for term in terms):
        return None
    left, right = (context.values[term] for term in terms)
    if left.shape != right.shape or left.dtype != right.dtype:
        return None
    moving = [term for term in terms if term in context.moving]

    def derivative(cotangent: Cotangent) -> Iterable[tuple[Node, Cotangent]]:
        return [
            (term, Cotangent(cotangent.gradient, cotangent.is_own and len(moving) == 1)) for term in moving
        ]

    return context.plain(node), derivative


def _border(context: Context, step: EvaluationStep) -> tuple[Any, Derivative] | None:
    node, widths = step.node, step.node.argument("pad")
    if ("mode" in node.parameters and node.argument("mode") != "constant") or min(widths) < 0:
        return None
    (source,) = node.inputs
    sizes = reversed(context.values[source].shape)
    from_last = [slice(before, before + size) for before, size in zip(widths[::2], sizes, strict=False)]
    inside = (..., *reversed(from_last))
    return context.plain(node), lambda cotangent: [
        (source, Cotangent(cotangent.gradient[inside], is_own=False))
    ]


def _linear(context: Context, step: EvaluationStep) -> tuple[Any, Derivative] | None:
    node = step.node
    source, weight = node.argument("input"), node.argument("weight")
    if weight not in context.graph.constants or context.values[source].dim() < 2:
        return None
    matrix = context.graph.constant(weight)
    return context.plain(node), lambda cotangent: [
        (source, Cotangent(cotangent.gradient @ matrix, is_own=True))
    ]


def _flatten(context: Context, step: EvaluationStep) -> tuple[Any, Derivative] | None:
    (source,) = step.node.inputs
    shape = context.values[source].shape
    return context.plain(step.node), lambda cotangent: [
        (source, Cotangent(cotangent.gradient.reshape(shape), is_own=False))
    ]


def _mean_of_places(context: Context, step: EvaluationStep) -> tuple[Any, Derivative] | None:
    (source,) = step.node.inputs
    shape = context.values[source].shape
    places = prod(shape[2:])
    return context.plain(step.node), lambda cotangent: [
        (source, Cotangent((cotangent.gradient / places).expand(shape), is_own=False))
    ]


_SPECIAL: Mapping[str, Callable[[Context, EvaluationStep], tuple[Any, Derivative] | None]] = MappingProxyType(
    {
        "add": _sum,
        "batch_norm": _batch_norm,
        "conv": _convolution,
        "flatten": _flatten,
        "folded": _folded,
        "global_avg_pool": _mean_of_places,
        "linear": _linear,
        "pad": _border,
        "relu": _rectifier,
    }
)
