"""Pooling: one number per window and channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convscope.arithmetic import pooling_size, read_per_axis, shape_text
from convscope.convolution.matrix import Array
from convscope.errors import LayerSizeError

KINDS: dict[str, Callable[..., Array]] = {"max": np.max, "average": np.mean, "min": np.min}


@dataclass(frozen=True)
class Pooling:
    """Kind, window and stride of a pooling.

    Attributes:
        kind: max, average or min.
        kernel: (rows, columns) of a window.
        stride: (rows, columns) between neighbouring windows.
    """

    kind: str
    kernel: tuple[int, int]
    stride: tuple[int, int]

    def __str__(self) -> str:
        return f"{self.kind} pooling {shape_text(self.kernel)}, stride {shape_text(self.stride)}"


def read_pooling(text: str) -> Pooling:
    """Read ``max:2`` (the stride is the window) or ``average:3x3:2``.

    Raises:
        LayerSizeError: an unknown kind or malformed sizes.
    """
    kind, *sizes = text.split(":")
    if kind not in KINDS or not 1 <= len(sizes) <= 2:
        raise LayerSizeError(
            f"A pooling is written kind:window or kind:window:stride, got {text!r}.",
            "Write max:2, average:3x3:2 or min:2.",
        )
    kernel, stride = (read_per_axis(size, 2) for size in (sizes[0], sizes[-1]))
    return Pooling(kind, (kernel[0], kernel[1]), (stride[0], stride[1]))


def pool(pooling: Pooling, values: Array) -> Array:
    """Pool each channel.

    Args:
        pooling: how.
        values: (C, H, W)

    Returns:
        (C, output rows, output columns)

    Raises:
        LayerSizeError: the window does not fit.
    """
    for extent, kernel, stride in zip(values.shape[1:], pooling.kernel, pooling.stride, strict=True):
        pooling_size(extent, kernel=kernel, stride=stride)
    view = sliding_window_view(values, pooling.kernel, axis=(1, 2))
    return KINDS[pooling.kind](view[:, :: pooling.stride[0], :: pooling.stride[1]], axis=(3, 4))
