"""Receptive fields of a graph's layers, by interval arithmetic from the input on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from convscope.arithmetic import INPUT, ReceptiveField, union, whole
from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.shapes.axis_fields import AxisFields
from convscope.graph.shapes.receptive_field_rules import through


def receptive_fields(graph: Graph) -> dict[Node, tuple[ReceptiveField, ...]]:
    """For each layer the receptive field of its units along each axis of the input.

    A unit that has lost its place in the input, by global pooling or flattening, sees all of it.  An operation
    that is not known to keep places is taken to see everything, which is never wrong.
    """
    found = _axis_fields(graph)
    return {node: found[node].fields for node in graph.layers}


def channel_axes(graph: Graph) -> dict[Node, int]:
    """For each layer the dimension of its value that counts its channels: 1 but where the channels come last.

    It is the one that is neither the batch's nor an axis of the input: a layer between two permutations, as in
    ConvNeXt's blocks, holds (N, rows, columns, C).
    """
    found = _axis_fields(graph)

    def axis(node: Node) -> int:
        if len(node.shape) != len(graph.input.shape):
            return 1
        others = set(range(1, len(node.shape))).difference(found[node].places)
        return others.pop() if len(others) == 1 else 1

    return {node: axis(node) for node in graph.layers}


def channel_axis(graph: Graph, node: Node) -> int:
    """The dimension of one value that counts its channels; 1 where it is no layer's.  See `channel_axes`."""
    return channel_axes(graph).get(node, 1)


def _axis_fields(graph: Graph) -> dict[Node, AxisFields]:
    extents = graph.input_shape[1:]
    everything = AxisFields(tuple(whole(extent) for extent in extents), ())
    found = {graph.input: AxisFields(tuple(INPUT for _ in extents), tuple(range(2, len(extents) + 2)))}
    for node in graph.nodes:
        read = [(source, found[source]) for source in node.inputs if source in found]
        if read and node not in found:
            found[node] = _joined(node, read, everything)
    return found


def _joined(node: Node, read: Sequence[tuple[Node, AxisFields]], everything: AxisFields) -> AxisFields:
    source, fields_read = read[0]
    if any(not other.places or other.places != fields_read.places for _, other in read):
        return everything
    if node.kind.receptive_field == "pointwise":
        if any(_is_stretched(other, node, fields_read.places) for other, _ in read):
            return everything
        units = [node.shape[place] if node.shape else None for place in fields_read.places]
        fields = (other.fields for _, other in read)
        return AxisFields(reduce(lambda a, b: _union(a, b, units), fields), fields_read.places)
    if node.kind.receptive_field == "concatenation":
        if node.argument("dim") % len(node.shape) in fields_read.places:
            return everything
        units = [node.shape[place] for place in fields_read.places]
        return AxisFields(
            reduce(lambda a, b: _union(a, b, units), (s.fields for _, s in read)), fields_read.places
        )
    return through(node, source, fields_read) or everything


def _is_stretched(source: Node, node: Node, places: Sequence[int]) -> bool:
    """Whether one place of a value is repeated at several places of the result, by broadcasting."""
    if not (source.shape and node.shape):
        return False
    return any(source.shape[place] != node.shape[place] for place in places)


def _union(
    a: Sequence[ReceptiveField], b: Sequence[ReceptiveField], units: Sequence[int | None]
) -> tuple[ReceptiveField, ...]:
    return tuple(union(p, q, units=n) for p, q, n in zip(a, b, units, strict=True))
