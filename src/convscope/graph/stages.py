"""The stages of a network: one for each spatial resolution, named by its last layer."""

from __future__ import annotations

from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.receptive_fields import receptive_fields


def stage_ends(graph: Graph) -> tuple[Node, ...]:
    """The last layer of each stage, in the order of evaluation.

    A stage is what has one stride in the photo: borders that a convolution cuts or pads do not part it.  Its last
    layer is the last one through which everything passes on the way to the output, so that it holds all that the
    next stage gets; where branches run side by side all along, it is simply the last.
    """
    fields = receptive_fields(graph)
    passed = set(_passed_by_all(graph))
    last: dict[tuple[object, ...], Node] = {}
    for node in graph.layers:
        if node is graph.input or not node.is_spatial or node.operation == "pad":
            continue
        stride = tuple(field.stride for field in fields[node])
        if node in passed or last.get(stride) not in passed:
            last[stride] = node
    return tuple(sorted(last.values(), key=lambda node: node.position))


def _passed_by_all(graph: Graph) -> list[Node]:
    """The nodes that lie on every path from the photo to the output."""
    needed = graph.ancestors([graph.output])
    live = [node for node in graph.layers if node in needed]
    found = []
    reach = 0  # the furthest position that an edge from a node before this one leads to
    for node in live:
        if reach <= node.position:
            found.append(node)
        readers = [reader.position for reader in graph.readers[node] if reader in needed]
        reach = max([reach, *readers])
    return found
