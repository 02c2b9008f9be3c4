"""The head of a classifier, where it is the common one: mean over the places, then one linear layer."""

from __future__ import annotations

from dataclasses import dataclass

from convscope.graph.graph import Graph
from convscope.graph.node import Node


@dataclass(frozen=True)
class LinearHead:
    """A head in which each score is a sum over channels.

    Attributes:
        layer: the last layer with places, (N, C, ...).
        pooled: the means of its channels as the linear layer reads them, (N, C).
        weight: (classes, C).
        bias: (classes,); None where there is none.
        output: the scores, (N, classes).
    """

    layer: Node
    pooled: Node
    weight: Node
    bias: Node | None
    output: Node


def linear_head(graph: Graph, scores: Node | None = None) -> LinearHead | None:
    """The head that gives the scores, by default the network's output; None where they are made otherwise."""
    output = scores or graph.output
    if output.operation != "linear":
        return None
    pooled: Node = output.argument("input")
    node = pooled
    while node.kind.arrangement in ("same", "regroups"):
        node = node.inputs[0]
    if not _is_global_mean(node):
        return None
    layer = _before_flattening(node.inputs[0])
    if layer.shape[1] != pooled.shape[-1]:
        return None
    return LinearHead(layer, pooled, output.argument("weight"), output.argument("bias"), output)


def _before_flattening(layer: Node) -> Node:
    """The layer whose places were put in one row for the mean."""
    while layer.kind.arrangement == "regroups" and layer.inputs[0].is_spatial:
        if layer.inputs[0].shape[1] != layer.shape[1]:
            return layer
        layer = layer.inputs[0]
    return layer


def _is_global_mean(node: Node) -> bool:
    if node.operation == "global_avg_pool":
        return True
    if node.operation != "mean" or not node.inputs or not node.inputs[0].is_spatial:
        return False
    rank = len(node.inputs[0].shape)
    dimensions = node.argument("dim") or []
    return sorted(dimension % rank for dimension in dimensions) == list(range(2, rank))
