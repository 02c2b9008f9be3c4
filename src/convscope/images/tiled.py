"""A picture seen in tiles, and what is computed of them mixed where they overlap, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from numpy.typing import NDArray

from convscope.images.tiles import starts, weights

if TYPE_CHECKING:
    from torch import Tensor


class Band(NamedTuple):
    """Rows of a picture of which all is known.

    Attributes:
        rows: where they lie.
        values: (C, their number, columns).
    """

    rows: slice
    values: Tensor


def tiled(
    values_of: Callable[[NDArray[Any]], Tensor],
    pixels: NDArray[Any],
    tile: int,
    overlap: int,
    scale: int = 1,
    done: Callable[[int, int], None] | None = None,
) -> Iterator[Band]:
    """Values of a picture that is seen in tiles, band after band; memory holds one row of tiles.

    Where tiles overlap, their values are mixed along a line, see `weights`.

    Args:
        values_of: values (C, scale x rows, scale x columns) of a part of the picture.
        pixels: (rows, columns, ...) of any size.
        tile: rows and columns of a tile, in its pixels; a shorter side is taken as a whole.
        overlap: in its pixels.
        scale: values along a pixel.
        done: called with how many tiles of how many are done.

    Yields:
        Bands in units of values, from the top to the bottom.
    """
    import torch

    height, width = pixels.shape[:2]
    rows, columns = min(tile, height), min(tile, width)
    tops, lefts = starts(height, rows, overlap), starts(width, columns, overlap)
    sums: Tensor | None = None
    total, first = torch.zeros(1), 0
    for number, top in enumerate(tops):
        down = torch.from_numpy(weights(scale * top, scale * rows, scale * height, scale * overlap))
        for place, left in enumerate(lefts):
            values = values_of(pixels[top : top + rows, left : left + columns])
            across = torch.from_numpy(weights(scale * left, scale * columns, scale * width, scale * overlap))
            if sums is None:
                sums = torch.zeros(len(values), scale * rows, scale * width)
                total = torch.zeros(scale * rows, scale * width)
            weight = down[:, None] * across
            sums[:, :, scale * left : scale * (left + columns)] += values * weight
            total[:, scale * left : scale * (left + columns)] += weight
            if done is not None:
                done(number * len(lefts) + place + 1, len(tops) * len(lefts))
        assert sums is not None
        # Rows above the next row of tiles are whole; the others move up.
        following = scale * (tops[number + 1] if number + 1 < len(tops) else height)
        whole = following - first
        yield Band(slice(first, following), sums[:, :whole] / total[:whole])
        kept = scale * rows
        sums = torch.cat([sums[:, whole:], torch.zeros_like(sums[:, : min(whole, kept)])], 1)[:, :kept]
        total = torch.cat([total[whole:], torch.zeros_like(total[: min(whole, kept)])])[:kept]
        first = following
