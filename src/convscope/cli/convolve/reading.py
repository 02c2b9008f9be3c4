"""What the user typed, as a layer and its input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.errors import LayerSizeError, MatrixError

if TYPE_CHECKING:
    from convscope.convolution import Convolution


def read_layer(
    filters: list[str],
    bias: str,
    stride: str,
    padding: str,
    dilation: str,
    groups: int,
    size: tuple[int, int],
) -> Convolution:
    """Build the layer from its texts.

    Raises:
        ConvscopeError: a text is malformed or a size impossible.
    """
    import numpy as np

    from convscope.arithmetic import read_padding, read_per_axis, window_sides
    from convscope.convolution import Convolution, read_matrix

    kernels = [read_matrix(text) for text in filters]
    for number, kernel in enumerate(kernels):
        if kernel.shape != kernels[0].shape:
            raise LayerSizeError(
                f"The filters of a layer have one shape, but filter {number} is {kernel.shape} and "
                f"filter 0 is {kernels[0].shape}.",
                "Give each the same channels, rows and columns.",
            )
    strides, dilations = read_per_axis(stride, 2), read_per_axis(dilation, 2)
    rows, columns = (
        window_sides(sides, extent, kernel=kernel, stride=step, dilation=spread)
        for sides, extent, kernel, step, spread in zip(
            read_padding(padding, 2), size, kernels[0].shape[1:], strides, dilations, strict=True
        )
    )
    return Convolution(
        np.stack(kernels),
        np.array(read_numbers(bias, "bias")),
        stride=(strides[0], strides[1]),
        padding=(rows, columns),
        dilation=(dilations[0], dilations[1]),
        groups=groups,
    )


def read_numbers(text: str, name: str) -> list[float]:
    """Read ``1,-0.5``; nothing for an empty text.

    Raises:
        MatrixError: a part is not a number.
    """
    try:
        return [float(part) for part in text.split(",") if text]
    except ValueError:
        raise MatrixError(
            f"The {name} is written as numbers with commas between, but {text!r} came.", "Write 1,-0.5."
        ) from None


def read_place(text: str) -> tuple[int, int, int]:
    """Read an output element: ``row,column`` of filter 0, or ``filter,row,column``.

    Raises:
        MatrixError: the text is malformed.
    """
    parts = text.split(",")
    if len(parts) in (2, 3) and all(part.strip().isdigit() for part in parts):
        *filter_, row, column = map(int, parts)
        return (filter_[0] if filter_ else 0), row, column
    raise MatrixError(
        f"An element is written row,column or filter,row,column, but {text!r} came.", "Write 0,1."
    )
