"""Hints of colour: what a user painted on a grey photo, or what a training pretends that one did."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.images.lab import lab_of, srgb_of
from convscope.images.resizing import resized

# Of a place that strokes cover in part, the least share that makes a hint of it.
_LEAST = 0.1
# In a training: photos with hints, the mean number of strokes of such a one, the longest side of a stroke in pixels.
_SHARE = 0.5
_STROKES = 4
_SIDE = 25


def painted(
    lightness: NDArray[np.float32], ab: NDArray[np.float32], where: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """A grey photo (rows, columns, 3) with hints in it, as colorizers see it.

    Args:
        lightness: (rows, columns), 0 to 100.
        ab: (rows, columns, 2) of the hints.
        where: (rows, columns), above 0 where there is one.
    """
    return srgb_of(np.dstack([lightness, ab * (where > 0)[..., None]]))


def shrunk_hints(
    strokes: NDArray[np.uint8], alpha: NDArray[np.uint8], size: tuple[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Hints at another size: their a and b (rows, columns, 2), and where they are (rows, columns).

    Args:
        strokes: (rows, columns, 3) sRGB.
        alpha: (rows, columns), 0 where nothing was painted.
        size: (rows, columns) of the hints.
    """
    share = alpha.astype(np.float32)[..., None] / 255
    both = resized(np.dstack([lab_of(strokes)[..., 1:] * share, share]), size, "box")
    cover = both[..., 2]
    ab = both[..., :2] / cover[..., None].clip(1e-6)
    return ab.astype(np.float32), (cover > _LEAST).astype(np.float32)


def pretended(ab: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
    """Where a training gives hints (rows, columns): in half of the photos, few short strokes of the true colour.

    Args:
        ab: (rows, columns, 2) of the photo.
        generator: of everything random.

    Source: Zhang et al. 2017, "Real-time user-guided image colorization with learned deep priors", arXiv:1705.02999.
    """
    rows, columns = ab.shape[:2]
    where = np.zeros((rows, columns), np.float32)
    if generator.random() < _SHARE:
        for _ in range(generator.geometric(1 / _STROKES)):
            height, width = generator.integers(1, _SIDE + 1, 2)
            top, left = generator.integers(rows), generator.integers(columns)
            where[top : top + height, left : left + width] = 1
    return where
