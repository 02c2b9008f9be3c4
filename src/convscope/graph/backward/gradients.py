"""Gradients of a number for each input with respect to any values of the graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.graph.backward.rules import PLAIN, Rules
from convscope.graph.backward.sweep import sweep
from convscope.graph.forward.evaluation import evaluate
from convscope.graph.graph import Graph
from convscope.graph.node import Node


@dataclass(frozen=True)
class Gradient:
    """What a backward pass found.

    Attributes:
        scores: (N,) the objective's value for each input.
        values: the value (N, ...) of each node that was differentiated by.
        gradients: the gradient (N, ...) of the input's own score with respect to it; zero where the score does
            not depend on it.
        reached: those of them that the score depends on in a way that can be differentiated.
    """

    scores: Tensor
    values: Mapping[Node, Tensor]
    gradients: Mapping[Node, Tensor]
    reached: frozenset[Node]


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
        known: values (N, ...) that determine everything else, normally those of the inputs.
        read: the nodes that the score reads.
        score: from their values to one number (N,) for each input.
        at: the nodes to differentiate by.
        rules: backward rules, asked for each node.
    """
    first = [node for node in at if len(at) == 1 or not (graph.ancestors([node]) - {node}) & set(at)]
    start = dict(known)
    if not set(first) <= set(known):
        start = evaluate(graph, known, [*first, *graph.frontier(first, [*read, *at])], exact=True)
    forward = sweep(graph, start, first, tuple(dict.fromkeys([*read, *at])), rules)
    with torch.enable_grad():
        asked = {node: forward.values[node].detach().requires_grad_() for node in read}
        scores = score(asked)
        seeds: Sequence[Tensor | None] = [None] * len(asked)
        if scores.requires_grad:
            seeds = torch.autograd.grad(scores.sum(), list(asked.values()), allow_unused=True)
    given = {node: seed for node, seed in zip(asked, seeds, strict=True) if seed is not None}
    found = forward.back(given, at)
    return Gradient(
        scores=scores.detach(),
        values={node: forward.values[node] for node in at},
        gradients={node: found.get(node, torch.zeros_like(forward.values[node])) for node in at},
        reached=frozenset(found),
    )
