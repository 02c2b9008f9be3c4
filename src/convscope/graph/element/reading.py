"""The arithmetic behind one number of a network, operation by operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from convscope.graph.element import elementwise, pooling, weighted
from convscope.graph.element.path import Place, path_to
from convscope.graph.element.places import MOVES, operands_at
from convscope.graph.element.step import Array, Index, Operands, Step, Worked
from convscope.graph.element.windows import zero_padding
from convscope.graph.forward.evaluation import evaluate
from convscope.graph.graph import Graph
from convscope.graph.node import BATCH_SIZE, Node
from convscope.graph.operations import POINTWISE

_Work = Callable[[Node, Index, Operands], Worked]
_WORK: dict[str, _Work] = {
    **dict.fromkeys(POINTWISE, elementwise.pointwise),
    **dict.fromkeys(MOVES, elementwise.moved),
    **dict.fromkeys(("max_pool", "avg_pool"), pooling.pooling),
    **dict.fromkeys(
        ("adaptive_avg_pool", "adaptive_max_pool", "global_avg_pool", "global_max_pool"),
        pooling.adaptive_pooling,
    ),
    **dict.fromkeys(("mean", "sum"), pooling.reduction),
    "batch_norm": elementwise.batch_norm,
    "conv": weighted.convolution,
    "conv_transpose": weighted.transposed_convolution,
    "layer_norm": elementwise.layer_norm,
    "linear": weighted.linear,
}


def work_out(graph: Graph, photo: Tensor, node: Node, index: Index) -> tuple[Step, ...]:
    """Work out one number of a network for a photo.

    Args:
        graph: the network.
        photo: (C, ...) as the network takes it.
        node: the layer.
        index: of the element in the layer's value for one photo: (channel, row, column) in a feature map.

    Returns:
        The operations from the last sums (convolution, linear layer, pooling) to the element, which is the
        last one's.  Each reads what the ones before it worked out, in double precision; everything else is
        the graph's own value.
    """
    path = path_to(graph, node, index)
    read = {source for each, _ in path for source in _reads(graph, each)}
    wanted = sorted(read | {each for each, _ in path}, key=lambda each: each.position)
    with torch.no_grad():
        values = evaluate(graph, {graph.input: photo[None]}, wanted, exact=True)
    arrays: dict[Node, Array] = {}
    known: dict[Place, float] = {}

    def whole(source: Node) -> Array:
        if source not in arrays:
            arrays[source] = values[source][0].cpu().double().numpy()
        return arrays[source]

    def number(source: Node, at: Index) -> float:
        return known.get((source, at), float(whole(source)[at]))

    operands = Operands(graph, whole, number)
    steps = []
    for each, at in path:
        step = _step(graph, each, at, operands, read)
        known[each, at] = step.value
        steps.append(step)
    return tuple(steps)


def _reads(graph: Graph, node: Node) -> list[Node]:
    """What of the network's values an operation's arithmetic reads."""
    reads = [source for source in node.inputs if source not in graph.constants and source.has_batch]
    if node.operation == "conv":
        padded = [zero_padding(source) for source in reads]
        reads = [found[0] if found else source for found, source in zip(padded, reads, strict=True)]
    return reads


def _step(graph: Graph, node: Node, index: Index, operands: Operands, read: set[Node]) -> Step:
    own = float(operands.whole(node)[index])
    if _has_form(graph, node, index):
        return Step(node, index, _WORK[node.operation](node, index, operands), own)
    inputs = tuple(_described(source, operands.whole(source)) for source in node.inputs if source in read)
    return Step(node, index, None, own, inputs)


def _has_form(graph: Graph, node: Node, index: Index) -> bool:
    if node.operation not in _WORK or len(node.shape) != len(index) + 1:
        return False
    if node.operation in POINTWISE or node.operation in MOVES:
        return operands_at(graph, node, index) is not None
    moving = [source for source in node.inputs if source not in graph.constants]
    return [source.has_batch for source in moving if source.operation != BATCH_SIZE] == [True]


def _described(source: Node, values: Array) -> Mapping[str, Any]:
    return {
        "address": source.address,
        "shape": values.shape,
        "minimum": float(values.min()),
        "mean": float(np.mean(values)),
        "maximum": float(values.max()),
    }
