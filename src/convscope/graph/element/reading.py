"""The arithmetic behind one number of a network, operation by operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from convscope.graph.element import elementwise, pooling, weighted
from convscope.graph.element.path import Place, path_to
from convscope.graph.element.places import operands_at
from convscope.graph.element.step import Array, Index, Operands, Worked, WorkedStep
from convscope.graph.element.windows import zero_padding
from convscope.graph.forward.evaluation import evaluate
from convscope.graph.graph import Graph
from convscope.graph.node import BATCH_SIZE, Node

_Work = Callable[[Node, Index, Operands], Worked]
WORK: dict[str, _Work] = {
    "pointwise": elementwise.pointwise,
    "batch norm": elementwise.batch_norm,
    "layer norm": elementwise.layer_norm,
    "moved": elementwise.moved,
    "pooling": pooling.pooling,
    "adaptive pooling": pooling.adaptive_pooling,
    "reduction": pooling.reduction,
    "convolution": weighted.convolution,
    "transposed convolution": weighted.transposed_convolution,
    "linear": weighted.linear,
}


def work_out(graph: Graph, inputs: Tensor, node: Node, index: Index) -> tuple[WorkedStep, ...]:
    """Work out one number of a network for one input.

    Args:
        graph: the network.
        inputs: (C, ...) of one input, as the network takes it.
        node: the layer.
        index: of the element in the layer's value for one input: (channel, row, column) in a feature map.

    Returns:
        The operations from the last sums (convolution, linear layer, pooling) to the element, which is the
        last one's.  Each reads what the ones before it worked out, in double precision; everything else is
        the graph's own value.
    """
    path = path_to(graph, node, index)
    read = {source for each, _ in path for source in _reads(graph, each)}
    wanted = sorted(read | {each for each, _ in path}, key=lambda each: each.position)
    with torch.no_grad():
        values = evaluate(graph, {graph.input: inputs[None]}, wanted, exact=True)
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


def _step(graph: Graph, node: Node, index: Index, operands: Operands, read: set[Node]) -> WorkedStep:
    own = float(operands.whole(node)[index])
    if _has_form(graph, node, index):
        return WorkedStep(node, index, WORK[node.kind.arithmetic](node, index, operands), own)
    inputs = tuple(_described(source, operands.whole(source)) for source in node.inputs if source in read)
    return WorkedStep(node, index, None, own, inputs)


def _has_form(graph: Graph, node: Node, index: Index) -> bool:
    if node.kind.arithmetic not in WORK or len(node.shape) != len(index) + 1:
        return False
    if node.kind.is_pointwise or node.kind.arithmetic == "moved":
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
