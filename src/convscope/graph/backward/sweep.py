"""A forward pass that keeps its steps' derivatives, and the backward pass over them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.graph.backward.cotangents import Context, Cotangent, Derivative
from convscope.graph.backward.derivatives import compute
from convscope.graph.backward.rules import Rules
from convscope.graph.forward.plan import plan
from convscope.graph.forward.values import Values
from convscope.graph.graph import Graph
from convscope.graph.node import Node


@dataclass(frozen=True)
class Sweep:
    """A forward pass that can be run backward once.

    Attributes:
        values: the value of each wanted node.
        derivatives: of each step that depends on what is differentiated by, in the order of evaluation.
    """

    values: Mapping[Node, Tensor]
    derivatives: Sequence[tuple[Node, Derivative]]

    @torch.no_grad()
    def back(self, seeds: Mapping[Node, Tensor], at: Collection[Node]) -> dict[Node, Tensor]:
        """Gradients of some nodes, from those that a score gives to the nodes that it reads."""
        waiting = {node: Cotangent(gradient, is_own=False) for node, gradient in seeds.items()}
        found = {}
        for node, derivative in reversed(self.derivatives):
            cotangent = waiting.pop(node, None)
            if cotangent is None:
                continue
            if node in at:
                found[node] = cotangent.gradient
                cotangent = Cotangent(cotangent.gradient, is_own=False)
            for read, share in derivative(cotangent):
                waiting[read] = _sum(waiting[read], share) if read in waiting else share
        return found | {node: cotangent.gradient for node, cotangent in waiting.items() if node in at}


def sweep(
    graph: Graph, known: Mapping[Node, Tensor], leaves: Collection[Node], wanted: Sequence[Node], rules: Rules
) -> Sweep:
    """Evaluate the wanted nodes, ready to go back as far as the leaves, which are among the known nodes."""
    ruled = {node: rule for node in graph.nodes if (rule := rules(node)) is not None}
    known = {**graph.held, **known}
    steps = plan(graph, frozenset(known), tuple(wanted), frozenset(ruled))
    values = Values(graph, known)
    context = Context(graph, values, graph.descendants(leaves))
    derivatives = []
    with torch.no_grad():
        for step in steps:
            values[step.node], derivative = compute(context, step, ruled.get(step.node))
            if step.node in context.moving:
                derivatives.append((step.node, derivative))
            values.forget(step.finished)
    return Sweep({node: values[node] for node in wanted}, derivatives)


def _sum(left: Cotangent, right: Cotangent) -> Cotangent:
    if left.is_own:
        return Cotangent(left.gradient.add_(right.gradient), is_own=True)
    if right.is_own:
        return Cotangent(right.gradient.add_(left.gradient), is_own=True)
    return Cotangent(left.gradient + right.gradient, is_own=True)
