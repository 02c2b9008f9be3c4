"""Receptive field rules: how an operation that reads one value changes the receptive fields of its units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from convscope.arithmetic import (
    ReceptiveField,
    through_adaptive_pooling,
    through_padding,
    through_resize,
    through_slice,
    through_transposed,
    through_window,
)
from convscope.graph.node import Node


@dataclass(frozen=True)
class AxisFields:
    """The receptive field of a value's units along each axis of the input.

    Attributes:
        fields: one for each axis.
        places: the dimension of the value that runs along each axis; empty where the value has lost them.
    """

    fields: tuple[ReceptiveField, ...]
    places: tuple[int, ...]


def through(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """The receptive fields of a node's units, from those of the one value that it reads.

    Returns:
        None where it is not known to keep places: its units may see everything.
    """
    rule = RULES.get(node.kind.receptive_field)
    return rule(node, source, read) if rule else None


def _each(value: Any, axes: int) -> list[Any]:
    """One number for each axis: PyTorch's operators take one for all, too."""
    items = value if isinstance(value, list | tuple) else [value]
    return list(items) * axes if len(items) == 1 else list(items)


def _window(node: Node, _source: Node, read: AxisFields) -> AxisFields | None:
    if min(read.places) < 2:
        return None
    # Not the input's axes alone: a local response normalisation pools over the channels, too.
    axes = len(node.shape) - 2
    if node.operation == "conv":
        kernel = node.argument("weight").shape[2:]
    else:
        kernel = _each(node.argument("kernel_size"), axes)
    stride = _each(node.argument("stride") or kernel, axes)
    dilation = [1] * axes if node.operation == "avg_pool" else _each(node.argument("dilation"), axes)
    padding = node.argument("padding")
    if padding == "same":
        padding = [d * (k - 1) // 2 for k, d in zip(kernel, dilation, strict=True)]
    padding = [0] * axes if padding == "valid" else _each(padding, axes)
    fields = tuple(
        through_window(
            field, kernel=kernel[axis], stride=stride[axis], padding=padding[axis], dilation=dilation[axis]
        )
        for field, axis in zip(read.fields, (place - 2 for place in read.places), strict=True)
    )
    return AxisFields(fields, read.places)


def _slides_along_the_photo(source: Node, read: AxisFields) -> bool:
    """A window slides over all dimensions from the third on; are these the input's axes, in its order?"""
    return read.places == tuple(range(2, len(source.shape)))


def _transposed(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    axes = len(read.fields)
    if not _slides_along_the_photo(source, read):
        return None
    stride, padding, dilation = (_each(node.argument(n), axes) for n in ("stride", "padding", "dilation"))
    kernel = node.argument("weight").shape[2:]
    fields = tuple(
        through_transposed(field, kernel=k, stride=s, padding=p, dilation=d)
        for field, k, s, p, d in zip(read.fields, kernel, stride, padding, dilation, strict=True)
    )
    return AxisFields(fields, read.places)


def _pad(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    if "mode" in node.parameters and node.argument("mode") != "constant":
        return None
    before = node.argument("pad")[::2]
    fields = list(read.fields)
    for axis, place in enumerate(read.places):
        from_last = len(source.shape) - 1 - place
        if from_last < len(before):
            fields[axis] = through_padding(fields[axis], before[from_last])
    return AxisFields(tuple(fields), read.places)


def _slice(node: Node, source: Node, read: AxisFields) -> AxisFields:
    dimension = node.argument("dim") % len(source.shape)
    fields = list(read.fields)
    if dimension in read.places:
        first, size = node.argument("start") or 0, source.shape[dimension]
        assert size is not None
        axis = read.places.index(dimension)
        first = max(first + size, 0) if first < 0 else first
        fields[axis] = through_slice(fields[axis], first=first, step=node.argument("step"))
    return AxisFields(tuple(fields), read.places)


def _resize(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    mode = node.operation.removeprefix("upsample_")
    if mode != "nearest" and (
        mode not in ("linear", "bilinear", "trilinear") or node.argument("align_corners")
    ):
        return None
    if not _slides_along_the_photo(source, read):
        return None
    given = node.argument("scale_factors") or [None] * len(read.fields)
    fields = []
    for field, place, factor in zip(read.fields, read.places, given, strict=True):
        outputs, inputs = node.shape[place], source.shape[place]
        assert outputs is not None
        assert inputs is not None
        scale = Fraction(factor).limit_denominator(1000) if factor else Fraction(outputs, inputs)
        fields.append(through_resize(field, scale, mode="nearest" if mode == "nearest" else "linear"))
    return AxisFields(tuple(fields), read.places)


def _adaptive(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    if not _slides_along_the_photo(source, read):
        return None
    fields = []
    sizes = _each(node.argument("output_size"), len(read.fields))
    for field, place, size in zip(read.fields, read.places, sizes, strict=True):
        inputs = source.shape[place]
        assert inputs is not None
        fields.append(
            through_adaptive_pooling(field, inputs=inputs, outputs=inputs if size is None else size)
        )
    return AxisFields(tuple(fields), read.places)


def _permute(node: Node, source: Node, read: AxisFields) -> AxisFields:
    rank = len(source.shape)
    if node.operation == "permute":
        order = [dimension % rank for dimension in node.argument("dims")]
    else:
        order = list(range(rank))
        a, b = node.argument("dim0") % rank, node.argument("dim1") % rank
        order[a], order[b] = order[b], order[a]
    return AxisFields(read.fields, tuple(order.index(place) for place in read.places))


def _reshape(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """Places survive a new grouping of the channels before them, as in a channel shuffle."""
    axes, rank = len(read.places), len(source.shape)
    at_end = read.places == tuple(range(rank - axes, rank))
    if at_end and len(node.shape) > axes + 1 and node.shape[-axes:] == source.shape[-axes:]:
        return AxisFields(read.fields, tuple(range(len(node.shape) - axes, len(node.shape))))
    return None


def _squeeze(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """Dimensions of size 1 that are not the input's go, and those behind them move up."""
    if "dim" not in {parameter.name for parameter in node.function._schema.arguments}:  # type: ignore[union-attr]
        return None
    said = node.argument("dim")
    dimensions = {d % len(source.shape) for d in (said if isinstance(said, list) else [said])}
    gone = {d for d in dimensions if source.shape[d] == 1}
    if gone & set(read.places):
        return None
    return AxisFields(read.fields, tuple(place - sum(d < place for d in gone) for place in read.places))


def _along_dimensions(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
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


_Rule = Callable[[Node, Node, AxisFields], AxisFields | None]
# What is pointwise or concatenates reads several values: `convscope.graph.shapes.receptive_fields` joins them.
RULES: dict[str, _Rule] = {
    "window": _window,
    "transposed window": _transposed,
    "border": _pad,
    "slice": _slice,
    "squeezing": _squeeze,
    "permutation": _permute,
    "regrouping": _reshape,
    "adaptive": _adaptive,
    "resizing": _resize,
    "along dimensions": _along_dimensions,
}
