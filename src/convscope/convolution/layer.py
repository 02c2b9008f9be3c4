"""A convolution in two dimensions, as networks compute it: a cross-correlation with a bias."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from convscope.arithmetic import check_groups, convolution_size, kernel_span, shape_text
from convscope.convolution.matrix import Array
from convscope.errors import LayerSizeError

Sides = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Convolution:
    """Filters and how they slide.

    Attributes:
        weight: (O, C / groups, kernel rows, kernel columns); like the bias, kept as float64.
        bias: (O,), zero unless given.
        stride: (rows, columns) between neighbouring windows.
        padding: ((top, bottom), (left, right)) zeros around the input.
        dilation: (rows, columns) between neighbouring weights.
        groups: groups of channels, convolved separately.
    """

    weight: Array
    bias: Array = field(default_factory=lambda: np.zeros(0))
    stride: tuple[int, int] = (1, 1)
    padding: Sides = ((0, 0), (0, 0))
    dilation: tuple[int, int] = (1, 1)
    groups: int = 1

    def __post_init__(self) -> None:
        weight, bias = np.asarray(self.weight, np.float64), np.asarray(self.bias, np.float64)
        if weight.ndim != 4:
            raise LayerSizeError(
                f"Filters have four axes (filters, channels, rows, columns), got {weight.ndim}.",
                "Give one matrix a channel and filter.",
            )
        bias = bias if bias.size else np.zeros(len(weight))
        if bias.shape != (len(weight),):
            raise LayerSizeError(
                f"Each of {len(weight)} filters has one bias, got {bias.size}.", "Give one a filter."
            )
        check_groups(self.groups, weight.shape[1] * self.groups, len(weight))
        object.__setattr__(self, "weight", weight)
        object.__setattr__(self, "bias", bias)

    @property
    def kernel(self) -> tuple[int, int]:
        """(rows, columns) of weights."""
        return self.weight.shape[2], self.weight.shape[3]

    @property
    def channels(self) -> int:
        """Channels of the input."""
        return int(self.weight.shape[1]) * self.groups

    @property
    def span(self) -> tuple[int, int]:
        """(rows, columns) from the first to the last input of a window."""
        return kernel_span(self.kernel[0], self.dilation[0]), kernel_span(self.kernel[1], self.dilation[1])

    def channels_of(self, filter_: int) -> range:
        """Input channels that a filter sees: those of its group."""
        each = self.weight.shape[1]
        first = filter_ // (len(self.weight) // self.groups) * each
        return range(first, first + each)

    def output_size(self, size: tuple[int, int]) -> tuple[int, int]:
        """(rows, columns) of the output for an input of ``size``."""
        rows, columns = (
            convolution_size(extent, kernel=k, stride=s, padding=p, dilation=d)
            for extent, k, s, p, d in zip(
                size, self.kernel, self.stride, self.padding, self.dilation, strict=True
            )
        )
        return rows, columns


def checked_input(layer: Convolution, values: ArrayLike) -> Array:
    """The input as (C, H, W), if the layer can take it.

    Raises:
        LayerSizeError: it has other axes or channels than the layer.
    """
    array = np.asarray(values, np.float64)
    if array.ndim != 3 or array.shape[0] != layer.channels:
        raise LayerSizeError(
            f"The filters take {layer.channels} channels of rows and columns, "
            f"got an input of {shape_text(array.shape)}.",
            "Give the filters and the input the same channels.",
        )
    return array


def windows(layer: Convolution, values: ArrayLike) -> Array:
    """All windows of the padded input.

    Returns:
        (C, output rows, output columns, kernel rows, kernel columns), a view.
    """
    array = checked_input(layer, values)
    layer.output_size((array.shape[1], array.shape[2]))  # raises where a kernel does not fit
    padded = np.pad(array, ((0, 0), *layer.padding))
    view = sliding_window_view(padded, layer.span, axis=(1, 2))
    return view[:, :: layer.stride[0], :: layer.stride[1], :: layer.dilation[0], :: layer.dilation[1]]


def layer_output(layer: Convolution, values: ArrayLike) -> Array:
    """Output of the layer: y[o, r, c] = bias[o] + the sum over the window of input x weight.

    Args:
        layer: filters and how they slide.
        values: (C, H, W)

    Returns:
        (O, output rows, output columns)

    Raises:
        LayerSizeError: the channels differ, or a kernel does not fit.
    """
    seen = windows(layer, values)
    outputs = [
        np.tensordot(seen[layer.channels_of(o)], layer.weight[o], axes=((0, 3, 4), (0, 1, 2))) + layer.bias[o]
        for o in range(len(layer.weight))
    ]
    return np.stack(outputs)


def flipped(layer: Convolution) -> Convolution:
    """The layer with each kernel flipped along both axes.

    Networks slide the kernel as it is, which mathematics calls cross-correlation; a convolution in the sense
    of mathematics flips it first.  Flipping twice gives the layer back.
    """
    return replace(layer, weight=layer.weight[:, :, ::-1, ::-1])
