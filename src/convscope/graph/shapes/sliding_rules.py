"""Receptive field rules of what slides over a map, borders it, or changes its size."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from convscope.arithmetic import (
    AXES,
    checkerboard_remark,
    products_by_turns,
    through_adaptive_pooling,
    through_padding,
    through_resize,
    through_transposed,
    through_window,
)
from convscope.graph.node import Node
from convscope.graph.shapes.axis_fields import AxisFields

# How PyTorch's names of interpolation along one to three axes combine inputs along each.
_MODES: Mapping[str, Literal["nearest", "linear", "cubic"]] = {
    "nearest": "nearest",
    "linear": "linear",
    "bilinear": "linear",
    "trilinear": "linear",
    "bicubic": "cubic",
}
# Rows and columns of (N, C, rows, columns).
_LAST_TWO = (2, 3)


def through_sliding(node: Node, _source: Node, read: AxisFields) -> AxisFields | None:
    """Through a convolution or a pooling."""
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


def _slides_along_the_input(source: Node, read: AxisFields) -> bool:
    """A window slides over all dimensions from the third on; are these the input's axes, in its order?"""
    return read.places == tuple(range(2, len(source.shape)))


def through_transposed_sliding(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """Through a transposed convolution."""
    axes = len(read.fields)
    if not _slides_along_the_input(source, read):
        return None
    stride, padding, dilation = (_each(node.argument(n), axes) for n in ("stride", "padding", "dilation"))
    kernel = node.argument("weight").shape[2:]
    fields = tuple(
        through_transposed(field, kernel=k, stride=s, padding=p, dilation=d)
        for field, k, s, p, d in zip(read.fields, kernel, stride, padding, dilation, strict=True)
    )
    return AxisFields(fields, read.places)


def sliding_remarks(node: Node) -> tuple[str, ...]:
    """What is easily overlooked of a transposed convolution: outputs that are sums of unequally many products."""
    if node.kind.arithmetic != "transposed convolution":
        return ()
    kernel = node.argument("weight").shape[2:]
    names = AXES.get(len(kernel), ())
    strides, dilations = (_each(node.argument(name), len(kernel)) for name in ("stride", "dilation"))
    return tuple(
        remark
        for name, k, s, d in zip(names, kernel, strides, dilations, strict=False)
        for remark in checkerboard_remark(name, kernel=k, stride=s, dilation=d)
    )


def products_of_places(node: Node) -> NDArray[np.int64] | None:
    """How many products a channel neighbouring outputs (rows, columns) are sums of, one for each place of a turn.

    None for what is no transposed convolution of rows and columns with a stride.
    """
    if node.kind.arithmetic != "transposed convolution" or len(node.shape) != len(_LAST_TWO) + 2:
        return None
    kernel = node.argument("weight").shape[2:]
    strides, paddings, dilations = (_each(node.argument(n), 2) for n in ("stride", "padding", "dilation"))
    if max(strides) == 1:
        return None
    rows, columns = (
        np.roll(products_by_turns(kernel=k, stride=s, dilation=d), -p)
        for k, s, p, d in zip(kernel, strides, paddings, dilations, strict=True)
    )
    return np.outer(rows, columns)


def through_border(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """Through a border of constant numbers, or of none at all."""
    if "mode" in node.parameters and node.argument("mode") != "constant" and any(node.argument("pad")):
        return None
    before = node.argument("pad")[::2]
    fields = list(read.fields)
    for axis, place in enumerate(read.places):
        from_last = len(source.shape) - 1 - place
        if from_last < len(before):
            fields[axis] = through_padding(fields[axis], before[from_last])
    return AxisFields(tuple(fields), read.places)


def through_resizing(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """Through an enlargement or a reduction, nearest, linear or cubic."""
    mode = _MODES.get(node.operation.removeprefix("upsample_"))
    if mode is None or (mode != "nearest" and node.argument("align_corners")):
        return None
    if not _slides_along_the_input(source, read):
        return None
    given = node.argument("scale_factors") or [None] * len(read.fields)
    fields = []
    for field, place, factor in zip(read.fields, read.places, given, strict=True):
        outputs, inputs = node.shape[place], source.shape[place]
        assert outputs is not None
        assert inputs is not None
        scale = Fraction(factor).limit_denominator(1000) if factor else Fraction(outputs, inputs)
        fields.append(through_resize(field, scale, mode=mode))
    return AxisFields(tuple(fields), read.places)


def through_pixel_shuffle(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """Through channels that become pixels: each is of the place that it was a channel of."""
    if read.places != _LAST_TWO or len(source.shape) != len(_LAST_TWO) + 2:
        return None
    scale = node.argument("upscale_factor")
    return AxisFields(tuple(through_resize(one, scale, mode="nearest") for one in read.fields), read.places)


def through_pixel_unshuffle(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """Through pixels that become channels of one place."""
    if read.places != _LAST_TWO or len(source.shape) != len(_LAST_TWO) + 2:
        return None
    side = node.argument("downscale_factor")
    fields = tuple(through_window(one, kernel=side, stride=side) for one in read.fields)
    return AxisFields(fields, read.places)


def through_adaptive(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """Through an adaptive pooling."""
    if not _slides_along_the_input(source, read):
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


def _each(value: Any, axes: int) -> list[Any]:
    """One number for each axis: PyTorch's operators take one for all, too."""
    items = value if isinstance(value, list | tuple) else [value]
    return list(items) * axes if len(items) == 1 else list(items)
