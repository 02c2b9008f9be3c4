"""Attention: products of values with weights that a softmax computed from the same input."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.graph.graph import Graph
from convscope.graph.node import Node

_PRODUCTS = ("matmul", "bmm", "baddbmm", "einsum")


def attends_behind(graph: Graph, layer: Node, reads: Sequence[Node]) -> bool:
    """Whether there is attention between a layer and what is read.

    A product of two computed values alone is none (bilinear pooling); behind a softmax it is.
    """
    changed = graph.descendants([layer])
    between = [node for node in graph.ancestors(reads, [layer]) if node in changed]
    if any(node.operation == "scaled_dot_product_attention" for node in between):
        return True
    products = [
        node for node in between if node.operation in _PRODUCTS and changed.issuperset(_read(graph, node))
    ]
    weights = {node for node in between if node.operation == "softmax"}
    return any(weights & graph.ancestors([node], [layer]) for node in products)


def _read(graph: Graph, node: Node) -> list[Node]:
    return [source for source in node.inputs if source not in graph.constants]
