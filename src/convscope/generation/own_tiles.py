"""A photo in tiles of its own pixels, which no resizing has touched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.images import Photo
from convscope.images.tiles import starts

# Along each axis, evenly over a larger photo.
MOST = 16


def own_tiles(photo: Photo, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Tiles (down, across, rows, columns, 3) of a photo, side by side or, at most 16 along an axis, with gaps.

    Args:
        photo: at least as large as a tile.
        size: (rows, columns) of a tile.
    """
    tops, lefts = (
        _spread(starts(length, tile, 0))
        for length, tile in zip((photo.rows, photo.columns), size, strict=True)
    )
    rows, columns = size
    return np.stack(
        [np.stack([photo.pixels[top : top + rows, left : left + columns] for left in lefts]) for top in tops]
    )


def _spread(all_starts: list[int]) -> list[int]:
    chosen = np.linspace(0, len(all_starts) - 1, min(MOST, len(all_starts))).round().astype(int)
    return [all_starts[place] for place in chosen]
