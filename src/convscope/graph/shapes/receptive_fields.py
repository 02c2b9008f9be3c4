"""Receptive fields of a graph's layers, by interval arithmetic from the input on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from convscope.arithmetic import INPUT, ReceptiveField, union, whole
from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.shapes.axes import axes_of
from convscope.graph.shapes.axis_fields import AxisFields
from convscope.graph.shapes.receptive_field_rules import through


def receptive_fields(graph: Graph) -> dict[Node, tuple[ReceptiveField, ...]]:
    """For each layer the receptive field of its units along each axis of the input.

    A unit that has lost its place in the input, by global pooling or flattening, sees all of it.  An operation
    that is not known to keep places is taken to see everything, which is never wrong.
    """
    found = axis_fields(graph)
    return {node: found[node].fields for node in graph.layers}


def axis_fields(graph: Graph) -> dict[Node, AxisFields]:
    """For each node behind the input the receptive fields of its units, and where the input's axes are in its value.

    What sees everything keeps its axes where that is known: a gate that sees all of a photo multiplies places.
    """
    return graph.prepare("axis fields", [], lambda: _axis_fields(graph))


def _axis_fields(graph: Graph) -> dict[Node, AxisFields]:
    extents = graph.input_shape[1:]
    everything = tuple(whole(extent) for extent in extents)
    # Of several inputs the others are not in this one's places: what they are computed to counts as everything.
    found = {node: AxisFields(everything, ()) for node in graph.inputs}
    found[graph.input] = AxisFields(tuple(INPUT for _ in extents), tuple(range(2, len(extents) + 2)))
    lost: set[Node] = set()
    for node in graph.nodes:
        read = [(source, found[source]) for source in node.inputs if source in found]
        if read and node not in found:
            fields = None if lost.intersection(node.inputs) else _joined(node, read)
            if fields is None:
                lost.add(node)
                fields = AxisFields(everything, axes_of(node, read))
            found[node] = fields
    return found


def _joined(node: Node, read: Sequence[tuple[Node, AxisFields]]) -> AxisFields | None:
    """The fields of a node's units; None where they see everything."""
    source, fields_read = read[0]
    if any(not other.places or other.places != fields_read.places for _, other in read):
        return None
    if node.kind.receptive_field == "pointwise":
        if any(_is_stretched(other, node, fields_read.places) for other, _ in read):
            return None
        units = [node.shape[place] if node.shape else None for place in fields_read.places]
        fields = (other.fields for _, other in read)
        return AxisFields(reduce(lambda a, b: _union(a, b, units), fields), fields_read.places)
    if node.kind.receptive_field == "concatenation":
        if node.argument("dim") % len(node.shape) in fields_read.places:
            return None
        units = [node.shape[place] for place in fields_read.places]
        return AxisFields(
            reduce(lambda a, b: _union(a, b, units), (s.fields for _, s in read)), fields_read.places
        )
    return through(node, source, fields_read)


def _is_stretched(source: Node, node: Node, places: Sequence[int]) -> bool:
    """Whether one place of a value is repeated at several places of the result, by broadcasting."""
    if not (source.shape and node.shape):
        return False
    return any(source.shape[place] != node.shape[place] for place in places)


def _union(
    a: Sequence[ReceptiveField], b: Sequence[ReceptiveField], units: Sequence[int | None]
) -> tuple[ReceptiveField, ...]:
    return tuple(union(p, q, units=n) for p, q, n in zip(a, b, units, strict=True))
