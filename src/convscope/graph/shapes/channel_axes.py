"""Which dimension of a layer's value counts its channels."""

from __future__ import annotations

from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.shapes.receptive_fields import axis_fields


def channel_axes(graph: Graph) -> dict[Node, int]:
    """For each layer the dimension of its value that counts its channels: 1 but where the channels come last.

    It is the one that is neither the batch's nor an axis of the input: a layer between two permutations, as in
    ConvNeXt's blocks, or before flattening in a network that came from TensorFlow, holds (N, rows, columns, C).
    """
    found = axis_fields(graph)

    def axis(node: Node) -> int:
        if len(node.shape) != len(graph.input.shape):
            return 1
        others = set(range(1, len(node.shape))).difference(found[node].places)
        return others.pop() if len(others) == 1 else 1

    return {node: axis(node) for node in graph.layers}


def channel_axis(graph: Graph, node: Node) -> int:
    """The dimension of one value that counts its channels; 1 where it is no layer's.  See `channel_axes`."""
    return channel_axes(graph).get(node, 1)
