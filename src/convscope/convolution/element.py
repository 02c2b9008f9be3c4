"""One output element of a convolution, worked out: the window, the products, the sums and the bias."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from convscope.convolution.layer import Convolution, checked_input, windows
from convscope.convolution.matrix import Array, number_text, signed_text
from convscope.errors import AddressError


@dataclass(frozen=True, eq=False)
class Element:
    """The arithmetic of one output element.

    Attributes:
        filter: which filter, from 0.
        row: row of the output.
        column: column of the output.
        channels: input channels that the filter sees.
        rows: input row of each weight's row; negative, or past the last, in the padding.
        columns: input column of each weight's column.
        window: (channels, kernel rows, kernel columns) input under the kernel.
        weights: (channels, kernel rows, kernel columns)
        bias: of the filter.
    """

    filter: int
    row: int
    column: int
    channels: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    window: Array
    weights: Array
    bias: float

    @property
    def products(self) -> Array:
        """(channels, kernel rows, kernel columns) input x weight."""
        return self.window * self.weights

    @property
    def sums(self) -> Array:
        """(channels,) sum of the products of each."""
        return np.asarray(self.products.sum(axis=(1, 2)))

    @property
    def value(self) -> float:
        """The output: the sums over the channels, plus the bias."""
        return float(self.sums.sum() + self.bias)

    def arithmetic(self) -> list[str]:
        """The sum written out: a line a channel, and one that adds them and the bias."""
        lines = [
            " + ".join(
                f"{signed_text(pixel)}*{signed_text(weight)}"
                for pixel, weight in zip(pixels.flat, weights.flat, strict=True)
            )
            + f" = {number_text(total)}"
            for pixels, weights, total in zip(self.window, self.weights, self.sums, strict=True)
        ]
        if len(lines) > 1:
            lines = [f"channel {channel}: {line}" for channel, line in zip(self.channels, lines, strict=True)]
        if len(lines) > 1 or self.bias:
            terms = [signed_text(total) for total in self.sums] + [f"{signed_text(self.bias)} (bias)"] * bool(
                self.bias
            )
            lines.append(f"{' + '.join(terms)} = {number_text(self.value)}")
        return lines


def work_out(layer: Convolution, values: ArrayLike, *, filter: int, row: int, column: int) -> Element:  # noqa: A002
    """Work out one output element.

    Args:
        layer: filters and how they slide.
        values: (C, H, W)
        filter: which filter, from 0.
        row: row of the output.
        column: column of the output.

    Raises:
        AddressError: the output has no such element.
        LayerSizeError: the channels differ, or a kernel does not fit.
    """
    array = checked_input(layer, values)
    seen = windows(layer, array)
    shape = (len(layer.weight), seen.shape[1], seen.shape[2])
    for name, place, size in zip(("filter", "row", "column"), (filter, row, column), shape, strict=True):
        if not 0 <= place < size:
            raise AddressError(
                f"The output has {size} {name}s, counted from 0, but {name} {place} was asked for.",
                f"Ask for a {name} from 0 to {size - 1}.",
            )
    channels = layer.channels_of(filter)
    rows, columns = (
        tuple(place * s - p[0] + d * weight for weight in range(k))
        for place, s, p, d, k in zip(
            (row, column), layer.stride, layer.padding, layer.dilation, layer.kernel, strict=True
        )
    )
    return Element(
        filter,
        row,
        column,
        tuple(channels),
        rows,
        columns,
        window=np.array(seen[channels, row, column]),
        weights=layer.weight[filter],
        bias=float(layer.bias[filter]),
    )
