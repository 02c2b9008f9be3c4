"""What a restorer learns from: clean photos, or where there are none, noisy ones alone."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from convscope.restore.degradations import Degradation

Target = Literal["clean", "noisy", "blind-spot"]
# One pixel of each box of so many rows and columns is hidden, behind a pixel at most so many rows and columns away.
_BOX = 5
_NEAR = 2


def seen_and_wanted(
    clean: NDArray[np.uint8], degradation: Degradation, target: Target, generator: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What a restorer sees of a photo and what it shall make of it, both on the scale of 0 to 255.

    Args:
        clean: (rows, columns, channels), as the photo is.
        degradation: what is done to it.
        target: ``clean``, the photo; ``noisy``, the photo degraded once more (Noise2Noise); ``blind-spot``, pixels of
            the degraded photo that are hidden from the network (Noise2Void), the others being NaN.
        generator: of everything random.

    Sources: Lehtinen et al. 2018, "Noise2Noise: learning image restoration without clean data", arXiv:1803.04189;
    Krull, Buchholz and Jug 2019, "Noise2Void: learning denoising from single noisy images", arXiv:1811.10980.
    """
    degraded = degradation(clean, generator)
    if target == "blind-spot":
        return _hidden(degraded, generator)
    return degraded, degradation(clean, generator) if target == "noisy" else clean.astype(np.float32)


def _hidden(
    picture: NDArray[np.float32], generator: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A picture in which some pixels are copies of near ones, and what these pixels were."""
    sides = picture.shape[:2]
    corners = np.meshgrid(*(np.arange(0, side, _BOX) for side in sides), indexing="ij")
    places = [corner + generator.integers(0, _BOX, corner.shape) for corner in corners]
    inside = (places[0] < sides[0]) & (places[1] < sides[1])
    rows, columns = (place[inside] for place in places)
    # The places of a window are numbered line by line, and its middle, the pixel itself, is passed over.
    wide = 2 * _NEAR + 1
    place = (wide**2 // 2 + generator.integers(1, wide**2, len(rows))) % wide**2
    down, right = place // wide - _NEAR, place % wide - _NEAR
    near = _within(rows, down, sides[0]), _within(columns, right, sides[1])
    seen, wanted = picture.copy(), np.full_like(picture, np.nan)
    seen[rows, columns] = picture[near]
    wanted[rows, columns] = picture[rows, columns]
    return seen, wanted


def _within(places: NDArray[np.intp], steps: NDArray[np.intp], side: int) -> NDArray[np.intp]:
    """Places a step away, or as far away in the other direction where that lies outside."""
    there = places + steps
    mirrored = np.where((there < 0) | (there >= side), places - steps, there)
    return mirrored.clip(0, side - 1)
