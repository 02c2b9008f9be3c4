"""A mask: which pixels of a photo are missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.errors import ImageError
from convscope.images import Photo, PhotoSource, decode

_WHITE = 128


def missing_in(mask: PhotoSource, photo: Photo) -> NDArray[np.bool_]:
    """Where a photo is missing (rows, columns): where its mask is white.

    Args:
        mask: a picture of the photo's size.
        photo: that has holes.

    Raises:
        ImageError: the mask is of another size, or black or white everywhere.
    """
    drawn = decode(mask)
    if (drawn.rows, drawn.columns) != (photo.rows, photo.columns):
        raise ImageError(
            f"The mask {drawn.name} has {drawn.rows} x {drawn.columns} pixels, and {photo.name} has "
            f"{photo.rows} x {photo.columns}.",
            "Draw it on a picture of the photo's size.",
        )
    missing: NDArray[np.bool_] = drawn.pixels.mean(2) >= _WHITE
    if not missing.any():
        raise ImageError(
            f"The mask {drawn.name} is black everywhere: nothing is missing.", "Paint white what is missing."
        )
    if missing.all():
        raise ImageError(
            f"The mask {drawn.name} is white everywhere: nothing of the photo is known.",
            "Paint black what is known.",
        )
    return missing
