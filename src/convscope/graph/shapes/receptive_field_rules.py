"""What the units of a value see of the photo, through one operation that reads one value."""

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
class Sight:
    """What the units of a value see, and which of its dimensions are the photo's axes.

    Attributes:
        fields: one for each axis of the photo.
        places: the dimension of the value that runs along each axis; empty where the value has lost them.
    """

    fields: tuple[ReceptiveField, ...]
    places: tuple[int, ...]


def through(node: Node, source: Node, sight: Sight) -> Sight | None:
    """What a node's units see where the value that it reads sees this.

    Returns:
        None where it is not known to keep places: its units may see everything.
    """
    rule = _RULES.get(node.operation)
    return rule(node, source, sight) if rule else None


def _each(value: Any, axes: int) -> list[Any]:
    """One number for each axis: PyTorch's operators take one for all, too."""
    items = value if isinstance(value, list | tuple) else [value]
    return list(items) * axes if len(items) == 1 else list(items)


def _window(node: Node, _source: Node, sight: Sight) -> Sight | None:
    if min(sight.places) < 2:
        return None
    # Not the photo's axes alone: a local response normalisation pools over the channels, too.
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
        for field, axis in zip(sight.fields, (place - 2 for place in sight.places), strict=True)
    )
    return Sight(fields, sight.places)


def _slides_along_the_photo(source: Node, sight: Sight) -> bool:
    """A window slides over all dimensions from the third on; are these the photo's axes, in its order?"""
    return sight.places == tuple(range(2, len(source.shape)))


def _transposed(node: Node, source: Node, sight: Sight) -> Sight | None:
    axes = len(sight.fields)
    if not _slides_along_the_photo(source, sight):
        return None
    stride, padding, dilation = (_each(node.argument(n), axes) for n in ("stride", "padding", "dilation"))
    kernel = node.argument("weight").shape[2:]
    fields = tuple(
        through_transposed(field, kernel=k, stride=s, padding=p, dilation=d)
        for field, k, s, p, d in zip(sight.fields, kernel, stride, padding, dilation, strict=True)
    )
    return Sight(fields, sight.places)


def _pad(node: Node, source: Node, sight: Sight) -> Sight | None:
    if "mode" in node.parameters and node.argument("mode") != "constant":
        return None
    before = node.argument("pad")[::2]
    fields = list(sight.fields)
    for axis, place in enumerate(sight.places):
        from_last = len(source.shape) - 1 - place
        if from_last < len(before):
            fields[axis] = through_padding(fields[axis], before[from_last])
    return Sight(tuple(fields), sight.places)


def _slice(node: Node, source: Node, sight: Sight) -> Sight:
    dimension = node.argument("dim") % len(source.shape)
    fields = list(sight.fields)
    if dimension in sight.places:
        first, size = node.argument("start") or 0, source.shape[dimension]
        assert size is not None
        axis = sight.places.index(dimension)
        first = max(first + size, 0) if first < 0 else first
        fields[axis] = through_slice(fields[axis], first=first, step=node.argument("step"))
    return Sight(tuple(fields), sight.places)


def _resize(node: Node, source: Node, sight: Sight) -> Sight | None:
    mode = node.operation.removeprefix("upsample_")
    if mode != "nearest" and (
        mode not in ("linear", "bilinear", "trilinear") or node.argument("align_corners")
    ):
        return None
    if not _slides_along_the_photo(source, sight):
        return None
    given = node.argument("scale_factors") or [None] * len(sight.fields)
    fields = []
    for field, place, factor in zip(sight.fields, sight.places, given, strict=True):
        outputs, inputs = node.shape[place], source.shape[place]
        assert outputs is not None
        assert inputs is not None
        scale = Fraction(factor).limit_denominator(1000) if factor else Fraction(outputs, inputs)
        fields.append(through_resize(field, scale, mode="nearest" if mode == "nearest" else "linear"))
    return Sight(tuple(fields), sight.places)


def _adaptive(node: Node, source: Node, sight: Sight) -> Sight | None:
    if not _slides_along_the_photo(source, sight):
        return None
    fields = []
    sizes = _each(node.argument("output_size"), len(sight.fields))
    for field, place, size in zip(sight.fields, sight.places, sizes, strict=True):
        inputs = source.shape[place]
        assert inputs is not None
        fields.append(
            through_adaptive_pooling(field, inputs=inputs, outputs=inputs if size is None else size)
        )
    return Sight(tuple(fields), sight.places)


def _permute(node: Node, source: Node, sight: Sight) -> Sight:
    rank = len(source.shape)
    if node.operation == "permute":
        order = [dimension % rank for dimension in node.argument("dims")]
    else:
        order = list(range(rank))
        a, b = node.argument("dim0") % rank, node.argument("dim1") % rank
        order[a], order[b] = order[b], order[a]
    return Sight(sight.fields, tuple(order.index(place) for place in sight.places))


def _reshape(node: Node, source: Node, sight: Sight) -> Sight | None:
    """Places survive a new grouping of the channels before them, as in a channel shuffle."""
    axes, rank = len(sight.places), len(source.shape)
    at_end = sight.places == tuple(range(rank - axes, rank))
    if at_end and len(node.shape) > axes + 1 and node.shape[-axes:] == source.shape[-axes:]:
        return Sight(sight.fields, tuple(range(len(node.shape) - axes, len(node.shape))))
    return None


def _squeeze(node: Node, source: Node, sight: Sight) -> Sight | None:
    """Dimensions of size 1 that are not the photo's go, and those behind them move up."""
    if "dim" not in {parameter.name for parameter in node.function._schema.arguments}:  # type: ignore[union-attr]
        return None
    said = node.argument("dim")
    dimensions = {d % len(source.shape) for d in (said if isinstance(said, list) else [said])}
    gone = {d for d in dimensions if source.shape[d] == 1}
    if gone & set(sight.places):
        return None
    return Sight(sight.fields, tuple(place - sum(d < place for d in gone) for place in sight.places))


def _along_channels(node: Node, source: Node, sight: Sight) -> Sight | None:
    """An operation over some dimensions keeps the places if none of them is the photo's."""
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
    return sight if kept and not set(over) & set(sight.places) else None


_Rule = Callable[[Node, Node, Sight], Sight | None]
_RULES: dict[str, _Rule] = {
    "conv": _window,
    "max_pool": _window,
    "avg_pool": _window,
    "conv_transpose": _transposed,
    "pad": _pad,
    "slice": _slice,
    "squeeze": _squeeze,
    "permute": _permute,
    "transpose": _permute,
    **dict.fromkeys(("view", "reshape", "reshape_as"), _reshape),
    **dict.fromkeys(("adaptive_avg_pool", "adaptive_max_pool"), _adaptive),
    **dict.fromkeys(
        ("upsample_nearest", "upsample_linear", "upsample_bilinear", "upsample_trilinear"), _resize
    ),
    **dict.fromkeys(
        ("chunk", "layer_norm", "linear", "log_softmax", "mean", "softmax", "split", "sum"), _along_channels
    ),
}
