"""Gradients of a number for each photo with respect to any values of the graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.graph.evaluation import evaluate
from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.rules import FROZEN, PLAIN, Rules


@dataclass(frozen=True)
class Gradient:
    """What a backward pass found.

    Attributes:
        scores: (N,) the objective's value for each photo.
        values: the value (N, ...) of each node that was differentiated by.
        gradients: the gradient (N, ...) of the photo's own score with respect to it; zero where the score does
            not depend on it.
    """

    scores: Tensor
    values: Mapping[Node, Tensor]
    gradients: Mapping[Node, Tensor]


def gradient(
    graph: Graph,
    known: Mapping[Node, Tensor],
    read: Sequence[Node],
    score: Callable[[Mapping[Node, Tensor]], Tensor],
    at: Sequence[Node],
    rules: Rules = PLAIN,
) -> Gradient:
    """Differentiate a score by the values of some nodes.

    The forward pass keeps nothing for the backward pass before the first of these nodes, and the backward pass
    ends there; gradients of weights are never computed.

    Args:
        graph: the network.
        known: values (N, ...) that determine everything else, normally those of the photos.
        read: the nodes that the score reads.
        score: from their values to one number (N,) for each photo.
        at: the nodes to differentiate by.
        rules: backward rules by operation or node.
    """
    first = [node for node in at if len(at) == 1 or not (graph.ancestors([node]) - {node}) & set(at)]
    if set(first) <= set(known):
        before = dict(known)
    else:
        start = [*first, *graph.frontier(first, [*read, *at])]
        with torch.no_grad():
            before = evaluate(graph, known, start, exact=True)
    with torch.enable_grad():
        leaves = {node: before[node].detach().requires_grad_() for node in first}
        wanted = tuple(dict.fromkeys([*read, *at]))
        values = evaluate(graph, {**before, **leaves}, wanted, {**FROZEN, **rules}, exact=True)
        scores = score(values)
        by = [values[node] for node in at]
        found: Sequence[Tensor | None] = [None] * len(by)
        if scores.requires_grad:
            found = torch.autograd.grad(scores.sum(), by, allow_unused=True)
    return Gradient(
        scores=scores.detach(),
        values={node: values[node].detach() for node in at},
        gradients={
            node: torch.zeros_like(value) if g is None else g
            for node, value, g in zip(at, by, found, strict=True)
        },
    )
