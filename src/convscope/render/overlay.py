"""Attribution maps as pictures: alone, and over the photo that they explain."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.render.colour import signed

Scale = Literal["signed", "positive"]

# Beyond this share of the places values are cut off, so that a few extreme pixels do not leave the rest white.
PERCENTILE = 99.5


def display_limit(values: NDArray[np.floating], scale: Scale) -> float:
    """The magnitude that gets the darkest colour: a high percentile of what the scale shows.

    Args:
        values: of one map or several, signed.
        scale: ``positive`` shows nothing below zero.
    """
    shown = values.clip(min=0) if scale == "positive" else np.abs(values)
    # On the few places of a coarse layer the percentile is the maximum.
    return float(np.percentile(shown, PERCENTILE, method="higher")) or float(shown.max()) or 1.0


def draw_map(values: NDArray[np.floating], scale: Scale, limit: float, size: tuple[int, int]) -> Image.Image:
    """A map in colours: red for positive, blue for negative, white for zero.

    Args:
        values: (rows, columns), signed.
        scale: ``positive`` shows nothing below zero.
        limit: the magnitude that gets the darkest colour.
        size: (rows, columns) of the picture; coarse maps are interpolated.
    """
    return Image.fromarray(signed(_resized(values, scale, size), limit))


def draw_overlay(
    values: NDArray[np.floating], scale: Scale, limit: float, photo: NDArray[np.uint8]
) -> Image.Image:
    """A map over a photo: the stronger a value, the less of the photo shows through its colour.

    Args:
        values: (rows, columns), signed.
        scale: ``positive`` shows nothing below zero.
        limit: the magnitude that hides most of the photo.
        photo: (rows, columns, 3) sRGB.
    """
    resized = _resized(values, scale, photo.shape[:2])
    # The light middle of the colour scale would bleach the photo: full colours, and opacity for the strength.
    colours = signed(np.sign(resized) * np.maximum(np.abs(resized), 0.45 * limit), limit).astype(np.float32)
    opacity = 0.8 * np.clip(np.abs(resized) / limit, 0, 1)[..., None] ** 0.7
    grey = np.asarray(Image.fromarray(photo).convert("L"), dtype=np.float32)
    muted = 0.5 * photo + 0.5 * grey[..., None]
    return Image.fromarray(np.rint(muted * (1 - opacity) + colours * opacity).astype(np.uint8))


def _resized(values: NDArray[np.floating], scale: Scale, size: tuple[int, ...]) -> NDArray[np.float32]:
    shown = values.clip(min=0) if scale == "positive" else values
    picture = Image.fromarray(np.ascontiguousarray(shown, dtype=np.float32))
    rows, columns = size
    resized = picture.resize((columns, rows), Image.Resampling.BILINEAR)
    return np.asarray(resized, dtype=np.float32)
