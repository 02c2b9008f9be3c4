"""The stages of a network: one for each spatial resolution, named by its last layer."""

from __future__ import annotations

from math import log2

from convscope.graph.graph import Graph
from convscope.graph.node import Node


def stage_ends(graph: Graph) -> tuple[Node, ...]:
    """The last layer of each stage, in the order of evaluation.

    A stage is what has the input's size halved equally often, to the nearest whole number: borders that a
    convolution cuts or pads do not part it.  Its last layer is the last one through which everything passes on
    the way to the output, so that it holds all that the next stage gets; where branches run side by side all
    along, it is simply the last.  Layers as fine as the input count only where something is computed at that
    size: normalisation and borders of the input itself are no stage.
    """
    passed = _passed_by_all(graph)
    last: dict[tuple[int, ...], Node] = {}
    for node in feature_maps(graph):
        halvings = _halvings(graph, node)
        if node in passed or last.get(halvings) not in passed:
            last[halvings] = node
    return tuple(sorted(last.values(), key=lambda node: node.position))


def feature_maps(graph: Graph) -> tuple[Node, ...]:
    """The layers (N, C, ...) with the input's axes, from the first convolution on, without mere borders.

    The axes shrink alike; where the channels are laid out last, one of the axes would be none of the input's.
    """
    rank = len(graph.input.shape)
    first = next((node.position for node in graph.layers if node.operation == "conv"), 0)
    return tuple(
        node
        for node in graph.layers
        if node.position >= first
        and node.is_spatial
        and len(node.shape) == rank
        and node.operation != "pad"
        and max(_halvings(graph, node)) - min(_halvings(graph, node)) <= 1
    )


def _halvings(graph: Graph, node: Node) -> tuple[int, ...]:
    extents = graph.input_shape[1:]
    return tuple(
        round(log2(extent / size)) for extent, size in zip(extents, node.shape[2:], strict=True) if size
    )


def _passed_by_all(graph: Graph) -> set[Node]:
    """The nodes that lie on every path from the input to the output."""
    needed = graph.ancestors([graph.output])
    found = set()
    reach = 0  # the furthest position that an edge from a node before this one leads to
    for node in graph.layers:
        if node in needed:
            if reach <= node.position:
                found.add(node)
            readers = [reader.position for reader in graph.readers[node] if reader in needed]
            reach = max([reach, *readers])
    return found
