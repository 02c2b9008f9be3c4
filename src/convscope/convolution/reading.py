"""A layer and its input, from texts or numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from convscope.arithmetic import (
    read_padding,
    read_per_axis,
    shape_text,
    transposed_sides,
    transposed_size,
    window_sides,
)
from convscope.convolution.adjoints import fractional_stride
from convscope.convolution.layer import Convolution
from convscope.convolution.matrix import Array, read_matrix
from convscope.errors import LayerSizeError, MatrixError
from convscope.rows import read_number


def read_maps(maps: str | ArrayLike) -> Array:
    """Maps (C, H, W) of a text (`read_matrix`), or of numbers (H, W) or (C, H, W).

    Raises:
        MatrixError: a row is wrong, or there are other axes.
    """
    if isinstance(maps, str):
        return read_matrix(maps)
    values = np.asarray(maps, float)
    if values.ndim not in (2, 3) or 0 in values.shape:
        raise MatrixError(
            f"A matrix has rows and columns, perhaps after channels, got the shape {values.shape}.",
            "Give (rows, columns) or (channels, rows, columns).",
        )
    return values if values.ndim == 3 else values[None]


def read_layer(
    filters: Sequence[str | ArrayLike],
    bias: str | Sequence[float],
    stride: str,
    padding: str,
    dilation: str,
    groups: int,
    size: tuple[int, int],
) -> Convolution:
    """Build a convolution from its texts or numbers, for an input of ``size``.

    Raises:
        ConvscopeError: a text is malformed or a size impossible.
    """
    weight = _read_filters(filters)
    strides, dilations = read_per_axis(stride, 2), read_per_axis(dilation, 2)
    rows, columns = (
        window_sides(sides, extent, kernel=kernel, stride=step, dilation=spread)
        for sides, extent, kernel, step, spread in zip(
            read_padding(padding, 2), size, weight.shape[2:], strides, dilations, strict=True
        )
    )
    return Convolution(
        weight,
        read_numbers(bias, "The bias"),
        stride=(strides[0], strides[1]),
        padding=(rows, columns),
        dilation=(dilations[0], dilations[1]),
        groups=groups,
    )


def read_transposed(
    values: Array,
    filters: Sequence[str | ArrayLike],
    bias: str | Sequence[float],
    stride: str,
    padding: str,
    dilation: str,
    groups: int,
) -> tuple[Convolution, Array]:
    """Build a transposed convolution from its texts or numbers, as a convolution of stride 1 and its stretched input.

    As in PyTorch the filters are those of the convolution that is transposed: one for each channel of
    ``values``, each with the output's channels.

    Raises:
        ConvscopeError: a text is malformed or a size impossible.
    """
    weight = _read_filters(filters)
    sides, sizes = [], []
    strides, dilations = read_per_axis(stride, 2), read_per_axis(dilation, 2)
    for extent, kernel, pad, step, spread in zip(
        values.shape[1:], weight.shape[2:], read_padding(padding, 2), strides, dilations, strict=True
    ):
        sides.append(transposed_sides(pad, kernel=kernel, stride=step, dilation=spread))
        sizes.append(transposed_size(extent, kernel=kernel, stride=step, padding=pad, dilation=spread))
    layer = Convolution(
        weight,
        stride=(strides[0], strides[1]),
        padding=(sides[0], sides[1]),
        dilation=(dilations[0], dilations[1]),
        groups=groups,
    )
    turned, wide = fractional_stride(layer, values, (sizes[0], sizes[1]))
    return replace(turned, bias=read_numbers(bias, "The bias")), wide


def _read_filters(filters: Sequence[str | ArrayLike]) -> Array:
    kernels = [read_maps(one) for one in filters]
    for number, kernel in enumerate(kernels):
        if kernel.shape != kernels[0].shape:
            raise LayerSizeError(
                f"The filters of a layer have one shape, but filter {number} is {shape_text(kernel.shape)} "
                f"and filter 0 is {shape_text(kernels[0].shape)}.",
                "Give each the same channels, rows and columns.",
            )
    return np.stack(kernels)


def read_numbers(text: str | Sequence[float], name: str) -> Array:
    """Read ``1,-0.5``, called ``name`` in an error; nothing for an empty text; numbers as they are.

    Raises:
        MatrixError: a part is not a number.
    """
    if not isinstance(text, str):
        return np.array(text, float)
    return np.array([read_number(part, name) for part in text.split(",") if text])
