"""Tiles that cover a picture, and how much each counts where they overlap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.errors import NetworkError

# Of an overlap: next to its edges a tile does not count, as the network saw no surroundings there.
_MARGIN = 0.25
# Parts of a tile of which one is shared, where nobody says more.
_PARTS = 4
_LEAST = 32


def checked_overlap(tile: int, overlap: int | None = None) -> int:
    """Pixels by which tiles overlap, by default a quarter of one.

    Args:
        tile: rows and columns of a tile.
        overlap: that somebody asked for.

    Raises:
        NetworkError: the tile is too small for it.
    """
    found = tile // _PARTS if overlap is None else overlap
    if tile < _LEAST or not 0 <= found <= tile // 2:
        raise NetworkError(
            f"A tile has at least {_LEAST} rows and overlaps the next by at most half, got tile={tile} and "
            f"overlap={found}.",
            "Leave overlap out, or choose a larger tile.",
        )
    return found


def starts(length: int, tile: int, overlap: int) -> list[int]:
    """Where tiles begin along an axis: evenly, so that each overlaps the next by ``overlap`` places or more.

    Args:
        length: of the axis; where the tile is as long or longer, one tile covers it.
        tile: length of a tile.
        overlap: below ``tile``.
    """
    if tile >= length:
        return [0]
    count = 1 + -(-(length - tile) // (tile - overlap))
    return [round(float(begin)) for begin in np.linspace(0, length - tile, count)]


def weights(begin: int, tile: int, length: int, overlap: int) -> NDArray[np.float32]:
    """(tile,) how much each place of a tile counts, before what all tiles count there is made 1.

    Where the picture goes on behind an edge, a quarter of the overlap counts for nothing, then it rises along a line
    for half of it; at an edge of the picture all counts.
    """
    place = np.arange(tile, dtype=np.float32) + 0.5
    rise = max(overlap / 2, 1e-6)
    found = np.ones(tile, np.float32)
    if begin > 0:
        found = np.minimum(found, (place - _MARGIN * overlap) / rise)
    if begin + tile < length:
        found = np.minimum(found, (tile - place - _MARGIN * overlap) / rise)
    # Not quite nothing: where a single tile lies, whatever it counts is all there is.
    return np.clip(found, 1e-6, 1).astype(np.float32)
