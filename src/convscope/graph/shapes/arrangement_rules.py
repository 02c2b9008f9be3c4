"""Receptive field rules of what moves places, or computes along other dimensions than the input's axes."""

from __future__ import annotations

from convscope.arithmetic import through_slice
from convscope.graph.node import Node
from convscope.graph.shapes.axis_fields import AxisFields


def through_slicing(node: Node, source: Node, read: AxisFields) -> AxisFields:
    """Through a part of one dimension."""
    dimension = node.argument("dim") % len(source.shape)
    fields = list(read.fields)
    if dimension in read.places:
        first, size = node.argument("start") or 0, source.shape[dimension]
        assert size is not None
        axis = read.places.index(dimension)
        first = max(first + size, 0) if first < 0 else first
        fields[axis] = through_slice(fields[axis], first=first, step=node.argument("step"))
    return AxisFields(tuple(fields), read.places)


def through_permutation(node: Node, source: Node, read: AxisFields) -> AxisFields:
    """Through another order of the dimensions."""
    rank = len(source.shape)
    if node.operation == "permute":
        order = [dimension % rank for dimension in node.argument("dims")]
    else:
        order = list(range(rank))
        a, b = node.argument("dim0") % rank, node.argument("dim1") % rank
        order[a], order[b] = order[b], order[a]
    return AxisFields(read.fields, tuple(order.index(place) for place in read.places))


def through_regrouping(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """Places survive a new grouping of the channels before them, as in a channel shuffle."""
    axes, rank = len(read.places), len(source.shape)
    at_end = read.places == tuple(range(rank - axes, rank))
    if at_end and len(node.shape) > axes + 1 and node.shape[-axes:] == source.shape[-axes:]:
        return AxisFields(read.fields, tuple(range(len(node.shape) - axes, len(node.shape))))
    return None


def through_squeezing(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """Dimensions of size 1 that are not the input's go, and those behind them move up."""
    if "dim" not in {parameter.name for parameter in node.function._schema.arguments}:  # type: ignore[union-attr]
        return None
    said = node.argument("dim")
    dimensions = {d % len(source.shape) for d in (said if isinstance(said, list) else [said])}
    gone = {d for d in dimensions if source.shape[d] == 1}
    if gone & set(read.places):
        return None
    return AxisFields(read.fields, tuple(place - sum(d < place for d in gone) for place in read.places))


def through_dimensions(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """An operation over some dimensions keeps the places if none of them is the input's."""
    rank = len(source.shape)
    if node.operation == "layer_norm":
        over = range(rank - len(node.argument("normalized_shape")), rank)
    elif node.operation == "linear":
        over = range(rank - 1, rank)
    else:
        dimension = node.argument("dim") if "dim" in node.parameters else None
        if dimension is None:
            return None
        over = [d % rank for d in (dimension if isinstance(dimension, list) else [dimension])]  # type: ignore[assignment]
    kept = len(node.shape) in (0, rank)
    return read if kept and not set(over) & set(read.places) else None
