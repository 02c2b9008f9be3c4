"""A convolution as a matrix product, in two ways."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from convscope.convolution.layer import Convolution, windows
from convscope.convolution.matrix import Array
from convscope.errors import LayerSizeError

LARGEST = 50_000_000


def toeplitz(layer: Convolution, size: tuple[int, int]) -> Array:
    """The matrix T with T x = y for the flattened input x and output y, biases aside.

    At stride 1 its blocks are Toeplitz: each row is the one above moved by one.  Groups make it
    block-diagonal, for a group's outputs see its channels alone.  Its transpose is the transposed
    convolution.

    Args:
        layer: filters and how they slide.
        size: (H, W) of the input.

    Returns:
        (O x output rows x output columns, C x H x W)

    Raises:
        LayerSizeError: a kernel does not fit, or the matrix would be too large to hold.
    """
    filters, (rows, columns) = len(layer.weight), layer.output_size(size)
    numbers_in_all = filters * rows * columns * layer.channels * size[0] * size[1]
    if numbers_in_all > LARGEST:
        raise LayerSizeError(
            f"The matrix of the convolution would hold {numbers_in_all:,} numbers, of at most {LARGEST:,}.",
            "Use a smaller input; im2col needs far less.",
        )
    # Number the inputs from 1, so that a window holds the addresses of its inputs and 0 in the padding.
    numbers = np.arange(1.0, 1 + layer.channels * size[0] * size[1]).reshape(layer.channels, *size)
    places = windows(layer, numbers).astype(int)
    matrix = np.zeros((filters, rows, columns, 1 + numbers.size))
    for filter_ in range(filters):
        for row in range(rows):
            for column in range(columns):
                inputs = places[layer.channels_of(filter_), row, column]
                matrix[filter_, row, column, inputs] = layer.weight[filter_]
    return matrix[..., 1:].reshape(-1, numbers.size)


def im2col(layer: Convolution, values: ArrayLike) -> Array:
    """The windows as columns, so that the filters, flattened to rows, times it are the output.

    Args:
        layer: filters and how they slide.
        values: (C, H, W)

    Returns:
        (groups, C / groups x kernel rows x kernel columns, output rows x output columns)
    """
    seen = windows(layer, values)
    channels, rows, columns = seen.shape[:3]
    return seen.transpose(0, 3, 4, 1, 2).reshape(
        layer.groups, channels // layer.groups * layer.kernel[0] * layer.kernel[1], rows * columns
    )
