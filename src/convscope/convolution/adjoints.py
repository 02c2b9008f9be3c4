"""Transposed convolution: the adjoint of a convolution, computed as one of fractional stride."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from convscope.arithmetic import shape_text
from convscope.convolution.layer import Convolution, layer_output
from convscope.convolution.matrix import Array
from convscope.errors import LayerSizeError


def stretched(values: Array, stride: tuple[int, int]) -> Array:
    """Insert stride - 1 zeros between neighbouring values, as a fractional stride does.

    Args:
        values: (C, H, W)
        stride: (rows, columns)

    Returns:
        (C, (H - 1) stride + 1, (W - 1) stride + 1)
    """
    channels, rows, columns = values.shape
    wide = np.zeros((channels, (rows - 1) * stride[0] + 1, (columns - 1) * stride[1] + 1))
    wide[:, :: stride[0], :: stride[1]] = values
    return wide


def fractional_stride(
    layer: Convolution, values: ArrayLike, size: tuple[int, int]
) -> tuple[Convolution, Array]:
    """Write a transposed convolution as a convolution of stride 1.

    It is a full convolution of the stretched values with the flipped filters, whose inputs and outputs have
    swapped; the padding crops what the full convolution has in excess.

    Args:
        layer: the convolution that is transposed.
        values: (O, output rows, output columns) of that convolution.
        size: (H, W) of its input.

    Returns:
        The convolution and its input.

    Raises:
        LayerSizeError: the values are not what the convolution makes of an input of ``size``.
    """
    array = np.asarray(values, np.float64)
    expected = (len(layer.weight), *layer.output_size(size))
    if array.shape != expected:
        raise LayerSizeError(
            f"The layer makes {shape_text(expected)} of an input of {shape_text(size)}, "
            f"got {shape_text(array.shape)}.",
            "Give values of the layer's output shape.",
        )
    wide = stretched(array, layer.stride)
    padding = []
    for axis, (extent, span, sides) in enumerate(zip(size, layer.span, layer.padding, strict=True), start=1):
        before = span - 1 - sides[0]
        after = extent + span - 1 - wide.shape[axis] - before
        if min(before, after) < 0:
            wide = _extended(wide, axis, before, after)
            before = after = 0
        padding.append((before, after))
    rows, columns = padding
    turned = Convolution(
        _swapped(layer), padding=(rows, columns), dilation=layer.dilation, groups=layer.groups
    )
    return turned, wide


def adjoint(layer: Convolution, values: ArrayLike, size: tuple[int, int]) -> Array:
    """Transpose a convolution: <y, layer_output(layer, x)> = <this, x> for all x, biases aside.

    Args:
        layer: the convolution that is transposed.
        values: y, (O, output rows, output columns) of that convolution.
        size: (H, W) of its input.

    Returns:
        (C, H, W)

    Raises:
        LayerSizeError: the values are not what the convolution makes of an input of ``size``.
    """
    return layer_output(*fractional_stride(layer, values, size))


def _swapped(layer: Convolution) -> Array:
    """Flip the kernels and swap their inputs and outputs within each group: (C, O / groups, ...)."""
    filters, each, *kernel = layer.weight.shape
    grouped = layer.weight.reshape(layer.groups, filters // layer.groups, each, *kernel)
    swapped = grouped.swapaxes(1, 2).reshape(layer.channels, filters // layer.groups, *kernel)
    return np.asarray(swapped[:, :, ::-1, ::-1])


def _extended(values: Array, axis: int, before: int, after: int) -> Array:
    """Pad an axis by zeros, or crop it where the number is negative."""
    widths = [(0, 0)] * values.ndim
    widths[axis] = (max(before, 0), max(after, 0))
    padded = np.pad(values, widths)
    kept = [slice(None)] * values.ndim
    kept[axis] = slice(max(-before, 0), padded.shape[axis] - max(-after, 0))
    return np.asarray(padded[tuple(kept)])
