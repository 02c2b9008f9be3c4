"""Which dimension of a value runs along which axis of the input, also where its units see everything."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.graph.node import Node
from convscope.graph.shapes.axis_fields import AxisFields
from convscope.graph.shapes.receptive_field_rules import through

# Each gives a value whose dimensions are those of the value that it reads.
_KEEPING = ("window", "transposed window", "border", "adaptive", "resizing", "along dimensions")


def axes_of(node: Node, read: Sequence[tuple[Node, AxisFields]]) -> tuple[int, ...]:
    """The dimension of a node's value along each axis of the input; empty where that is not known."""
    kind = node.kind.receptive_field
    if kind in ("pointwise", "concatenation"):
        # Of what is stretched over the places, such as a gate, the axes do not count.
        fitting = {
            fields.places for source, fields in read if fields.places and _fits(source, node, fields.places)
        }
        return fitting.pop() if len(fitting) == 1 else ()
    source, fields = read[0]
    if not fields.places:
        # What slides over as many axes as the input has says where they are; over a row of tokens it does not.
        slides = kind in ("window", "transposed window") and len(source.shape) == len(node.shape)
        return (
            tuple(range(2, len(node.shape))) if slides and len(node.shape) == len(fields.fields) + 2 else ()
        )
    moved = through(node, source, fields)
    if moved is not None:
        return moved.places
    return fields.places if kind in _KEEPING and len(source.shape) == len(node.shape) else ()


def _fits(source: Node, node: Node, places: Sequence[int]) -> bool:
    """Whether a value has the same places as the result."""
    if len(source.shape) != len(node.shape):
        return False
    return all(source.shape[place] == node.shape[place] for place in places)
