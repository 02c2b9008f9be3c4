"""What the user typed, as a layer and its input."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convscope.arithmetic import shape_text
from convscope.errors import LayerSizeError, MatrixError

if TYPE_CHECKING:
    from convscope.convolution import Convolution
    from convscope.convolution.matrix import Array


def read_layer(
    filters: list[str],
    bias: str,
    stride: str,
    padding: str,
    dilation: str,
    groups: int,
    size: tuple[int, int],
) -> Convolution:
    """Build a convolution from its texts, for an input of ``size``.

    Raises:
        ConvscopeError: a text is malformed or a size impossible.
    """
    from convscope.arithmetic import read_padding, read_per_axis, window_sides
    from convscope.convolution import Convolution

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
    values: Array, filters: list[str], bias: str, stride: str, padding: str, dilation: str, groups: int
) -> tuple[Convolution, Array]:
    """Build a transposed convolution from its texts, as a convolution of stride 1 and its stretched input.

    As in PyTorch the filters are those of the convolution that is transposed: one for each channel of
    ``values``, each with the output's channels.

    Raises:
        ConvscopeError: a text is malformed or a size impossible.
    """
    from convscope.arithmetic import read_padding, read_per_axis, transposed_sides, transposed_size
    from convscope.convolution import Convolution, fractional_stride

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


def _read_filters(filters: list[str]) -> Array:
    import numpy as np

    from convscope.convolution import read_matrix

    kernels = [read_matrix(text) for text in filters]
    for number, kernel in enumerate(kernels):
        if kernel.shape != kernels[0].shape:
            raise LayerSizeError(
                f"The filters of a layer have one shape, but filter {number} is {shape_text(kernel.shape)} "
                f"and filter 0 is {shape_text(kernels[0].shape)}.",
                "Give each the same channels, rows and columns.",
            )
    return np.stack(kernels)


def read_numbers(text: str, name: str) -> Array:
    """Read ``1,-0.5``, called ``name`` in an error; nothing for an empty text.

    Raises:
        MatrixError: a part is not a number.
    """
    import numpy as np

    from convscope.rows import read_number

    return np.array([read_number(part, name) for part in text.split(",") if text])


def read_place(text: str) -> tuple[int, int, int]:
    """Read an output element: ``row,column`` of filter 0, or ``filter,row,column``.

    Raises:
        MatrixError: the text is malformed.
    """
    parts = text.split(",")
    if len(parts) in (2, 3) and all(part.strip().isdigit() for part in parts):
        *filter_, row, column = map(int, parts)
        return (filter_[0] if filter_ else 0), row, column
    raise MatrixError(f"An element is written row,column or filter,row,column, got {text!r}.", "Write 0,1.")
