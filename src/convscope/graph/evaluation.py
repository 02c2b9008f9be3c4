"""Evaluation: the values of wanted nodes from those of known ones, and nothing besides.

Give the photos and ask for a layer: the run stops at that layer.  Give a changed layer and what stands on the
skip connections around it (`Graph.frontier`): only what depends on the change is computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from convscope.graph.fold import FoldedBatchNorm, folded_batch_norms
from convscope.graph.graph import Graph
from convscope.graph.node import BATCH_SIZE, Node, substitute
from convscope.graph.rules import PLAIN, Rules, relu6_in_place, relu_in_place


@dataclass(frozen=True)
class _Step:
    """One computation of a plan.

    Attributes:
        node: what is computed.
        folded: how, where it is a batch norm and its convolution in one.
        finished: the values that no later step reads.
        overwrites: whether a rectifier may write its result over what it reads.
    """

    node: Node
    folded: FoldedBatchNorm | None
    finished: tuple[Node, ...]
    overwrites: bool


_IN_PLACE = {"relu": relu_in_place, "relu6": relu6_in_place}

# Operations whose result is memory of its own, and whose backward pass does not read it.
_OWN_MEMORY = frozenset(("add", "batch_norm", "cat", "conv", "conv_transpose", "linear"))


def evaluate(
    graph: Graph,
    known: Mapping[Node, Tensor],
    wanted: Sequence[Node],
    rules: Rules = PLAIN,
    *,
    exact: bool = False,
) -> dict[Node, Tensor]:
    """Values of the wanted nodes.

    Args:
        graph: the network.
        known: values (N, ...) of nodes from which the wanted ones follow.  A value of one photo beside values of
            many stands for all of them.
        wanted: the nodes to compute; values in between are freed as soon as nothing reads them any more.
        rules: backward rules by operation or node; they matter when a gradient follows.
        exact: compute each value to the bit as the module does in channels_last, also where convolution and batch
            norm could be one; needed where a gradient follows.

    Returns:
        The value of each wanted node.  Gradients follow if gradients are on and a known value requires one; the
        network's own tensors never do.
    """
    batch = max(value.shape[0] for value in known.values())
    values: dict[Node, Any] = {
        node: value if value.shape[0] == batch else value.expand(batch, *value.shape[1:])
        for node, value in known.items()
    }
    if graph.input in values:
        values[graph.input] = _prepare(graph, values[graph.input])

    def value_of(node: Node) -> Any:
        if node.operation == BATCH_SIZE:
            return batch
        if node in values:
            return values[node]
        return graph.constant(node)

    ruled = frozenset(key for key in rules if isinstance(key, Node))
    for step in _plan(graph, frozenset(known), tuple(wanted), ruled):
        node = step.node
        if step.folded:
            apply = step.folded.apply_exactly if exact else step.folded.apply
            values[node] = apply(graph, value_of(step.folded.source))
        else:
            plain = _IN_PLACE[node.operation] if step.overwrites else node.function
            compute = rules.get(node) or rules.get(node.operation, plain)
            assert compute is not None
            values[node] = compute(
                *substitute(node.arguments, value_of), **substitute(node.keywords, value_of)
            )
        for done in step.finished:
            values.pop(done, None)
    return {node: value_of(node) for node in wanted}


def _prepare(graph: Graph, photos: Tensor) -> Tensor:
    """Photos where and as the network computes; channels_last is the faster layout for convolution on a CPU."""
    photos = photos.to(graph.device, graph.dtype)
    return photos.contiguous(memory_format=torch.channels_last) if photos.dim() == 4 else photos


def _plan(
    graph: Graph, known: frozenset[Node], wanted: tuple[Node, ...], ruled: frozenset[Node]
) -> tuple[_Step, ...]:
    """The steps of an evaluation, made once for each combination of what is known, wanted and has its own rule."""
    key = (known, wanted, ruled)
    if key not in graph.plans:
        graph.plans[key] = _make_plan(graph, *key)
    plan: tuple[_Step, ...] = graph.plans[key]
    return plan


def _make_plan(
    graph: Graph, known: frozenset[Node], wanted: tuple[Node, ...], ruled: frozenset[Node]
) -> tuple[_Step, ...]:
    needed = graph.ancestors(wanted, known) - known - graph.constants
    if graph.input in needed:
        raise ValueError(f"{wanted} do not follow from {sorted(known, key=lambda node: node.position)}")
    folded = folded_batch_norms(graph, needed, ruled.union(wanted))
    skipped = {fold.convolution for fold in folded.values()}
    order = [
        node
        for node in graph.nodes
        if node in needed and node not in skipped and node.operation != BATCH_SIZE
    ]
    last_reader: dict[Node, Node] = {}
    for node in order:
        for read in (folded[node].source,) if node in folded else node.inputs:
            last_reader[read] = node
    finished: dict[Node, list[Node]] = {}
    for read, reader in last_reader.items():
        if read not in wanted and read not in graph.constants:
            finished.setdefault(reader, []).append(read)
    steps = []
    for node in order:
        done = tuple(finished.get(node, ()))
        # Another reader may have made a view of the same memory, which is read after this step.
        overwrites = node.operation in _IN_PLACE and any(
            read in done
            and read not in known
            and read.operation in _OWN_MEMORY
            and graph.readers[read] == (node,)
            for read in node.inputs
        )
        steps.append(_Step(node, folded.get(node), done, overwrites))
    return tuple(steps)
