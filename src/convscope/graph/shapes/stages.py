"""The stages of a network: one for each spatial resolution, named by its last layer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import log2, prod

from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.shapes.receptive_fields import axis_fields


def stage_ends(graph: Graph) -> tuple[Node, ...]:
    """The last layer of each stage, in the order of evaluation.

    A stage is what has the input's size halved equally often, to the nearest whole number: borders that a
    convolution cuts or pads do not part it.  Its last layer is the last one through which everything passes on
    the way to the output, so that it holds all that the next stage gets; where branches run side by side all
    along, it is simply the last.  Layers as fine as the input count only where something is computed at that
    size: normalisation and borders of the input itself are no stage.
    """
    passed = passed_by_all(graph, [graph.output])
    last: dict[tuple[int, ...], Node] = {}
    for node, channels in feature_maps(graph).items():
        if channels != 1:
            continue
        halvings = _halvings(graph, _extents(node, range(2, len(node.shape))))
        if node in passed or last.get(halvings) not in passed:
            last[halvings] = node
    return tuple(sorted(last.values(), key=lambda node: node.position))


def feature_maps(graph: Graph) -> dict[Node, int]:
    """The layers with the input's axes and channels, from the first convolution on, and where their channels are.

    Mere borders are left out, and what holds no more in its places than a coarser layer before it: enlargements,
    such as an adaptive pooling of 4 x 4 places to 7 x 7, and what was computed over all places and spread again.
    The axes of a map shrink alike.
    """
    return graph.prepare("feature maps", [], lambda: _feature_maps(graph))


def _feature_maps(graph: Graph) -> dict[Node, int]:
    rank = len(graph.input.shape)
    first = next((node.position for node in graph.layers if node.operation == "conv"), 0)
    places = {node: fields.places for node, fields in axis_fields(graph).items()}
    enlarged: set[Node] = set()
    found = {}
    for node in graph.layers:
        if node is graph.input or len(node.shape) != rank or len(places[node]) != rank - 2:
            continue
        if _is_enlarged(node, places, enlarged):
            enlarged.add(node)
        elif node.position >= first and node.is_spatial and node.operation != "pad":
            extents = _extents(node, places[node])
            halvings = _halvings(graph, extents)
            if prod(extents) > 1 and max(halvings) - min(halvings) <= 1:
                [found[node]] = set(range(1, rank)).difference(places[node])
    return found


def _is_enlarged(node: Node, places: Mapping[Node, Sequence[int]], enlarged: set[Node]) -> bool:
    """Whether a layer has more places than what it is computed from, or is computed from such place by place."""
    kind = node.kind.receptive_field
    read = [source for source in node.inputs if source in places and len(source.shape) == len(node.shape)]
    if not read or kind not in ("adaptive", "resizing", "pointwise"):
        return False
    sizes = [prod(_extents(source, places[source] or places[node])) for source in read]
    if kind == "pointwise" and enlarged.intersection(read):
        return all(source in enlarged or size == 1 for source, size in zip(read, sizes, strict=True))
    return max(sizes) < prod(_extents(node, places[node]))


def _extents(node: Node, places: Sequence[int]) -> tuple[int, ...]:
    """The sizes of a map along the input's axes."""
    return tuple(node.shape[place] or 1 for place in places)


def _halvings(graph: Graph, extents: Sequence[int]) -> tuple[int, ...]:
    return tuple(
        round(log2(whole / size)) for whole, size in zip(graph.input_shape[1:], extents, strict=True) if size
    )


def passed_by_all(graph: Graph, ends: Collection[Node]) -> set[Node]:
    """The nodes that lie on every path from the input to any of the ends."""
    needed = graph.ancestors(ends)
    found = set()
    reach = 0  # the furthest position that an edge from a node before this one leads to
    for node in graph.layers:
        if node in needed:
            if reach <= node.position:
                found.add(node)
            readers = [reader.position for reader in graph.readers[node] if reader in needed]
            reach = max([reach, *readers])
    return found
