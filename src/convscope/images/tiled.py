"""A photo seen in tiles, and what is computed of them mixed where they overlap, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from convscope.images.photo import Photo
from convscope.images.tiles import starts, weights

if TYPE_CHECKING:
    from torch import Tensor


class Band(NamedTuple):
    """Rows of a photo of which all is known.

    Attributes:
        rows: where they lie.
        values: (C, their number, columns).
    """

    rows: slice
    values: Tensor


def tiled(
    values_of: Callable[[Photo], Tensor],
    photo: Photo,
    tile: int,
    overlap: int,
    scale: int = 1,
    done: Callable[[int, int], None] | None = None,
) -> Iterator[Band]:
    """Values of a photo that is seen in tiles, band after band; memory holds one row of tiles.

    Where tiles overlap, their values are mixed along a line, see `weights`.

    Args:
        values_of: values (C, scale x rows, scale x columns) of a part of the photo.
        photo: of any size.
        tile: rows and columns of a tile, in pixels of the photo; a shorter side is taken as a whole.
        overlap: in pixels of the photo.
        scale: values along a pixel of the photo.
        done: called with how many tiles of how many are done.

    Yields:
        Bands in units of values, from the top to the bottom.
    """
    import torch

    rows, columns = min(tile, photo.rows), min(tile, photo.columns)
    tops, lefts = starts(photo.rows, rows, overlap), starts(photo.columns, columns, overlap)
    sums: Tensor | None = None
    total, first = torch.zeros(1), 0
    for number, top in enumerate(tops):
        down = torch.from_numpy(weights(scale * top, scale * rows, scale * photo.rows, scale * overlap))
        for place, left in enumerate(lefts):
            part = Photo(photo.name, photo.pixels[top : top + rows, left : left + columns])
            values = values_of(part)
            across = torch.from_numpy(
                weights(scale * left, scale * columns, scale * photo.columns, scale * overlap)
            )
            if sums is None:
                sums = torch.zeros(len(values), scale * rows, scale * photo.columns)
                total = torch.zeros(scale * rows, scale * photo.columns)
            weight = down[:, None] * across
            sums[:, :, scale * left : scale * (left + columns)] += values * weight
            total[:, scale * left : scale * (left + columns)] += weight
            if done is not None:
                done(number * len(lefts) + place + 1, len(tops) * len(lefts))
        assert sums is not None
        # Rows above the next row of tiles are whole; the others move up.
        following = scale * (tops[number + 1] if number + 1 < len(tops) else photo.rows)
        whole = following - first
        yield Band(slice(first, following), sums[:, :whole] / total[:whole])
        height = scale * rows
        sums = torch.cat([sums[:, whole:], torch.zeros_like(sums[:, : min(whole, height)])], 1)[:, :height]
        total = torch.cat([total[whole:], torch.zeros_like(total[: min(whole, height)])])[:height]
        first = following
