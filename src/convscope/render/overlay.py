"""Attribution maps as pictures: alone, and over the photo that they explain."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.render.colour import signed

Scale = Literal["signed", "positive"]
Box = tuple[float, float, float, float]

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


def draw_map(
    values: NDArray[np.floating], scale: Scale, limit: float, size: tuple[int, int]
) -> NDArray[np.uint8]:
    """A map in colours: red for positive, blue for negative, white for zero.

    Args:
        values: (rows, columns), signed.
        scale: ``positive`` shows nothing below zero.
        limit: the magnitude that gets the darkest colour.
        size: (rows, columns) of the picture; coarse maps are interpolated.

    Returns:
        (rows, columns, 3) sRGB.
    """
    return signed(resampled(_shown(values, scale), size), limit)


def draw_overlay(
    values: NDArray[np.floating],
    scale: Scale,
    limit: float,
    photo: NDArray[np.uint8],
    box: Box | None = None,
) -> NDArray[np.uint8]:
    """A map over a photo: where it is zero the photo is as it was, the stronger a value, the less of it shows.

    Args:
        values: (rows, columns), signed.
        scale: ``positive`` shows nothing below zero.
        limit: the magnitude that hides most of the photo.
        photo: (rows, columns, 3) sRGB.
        box: the part of the map that lies over the photo; see `resampled`.

    Returns:
        (rows, columns, 3) sRGB.
    """
    over = resampled(_shown(values, scale), photo.shape[:2], box)
    # The light middle of the colour scale would bleach the photo: full colours, and opacity for the strength.
    colours = signed(np.sign(over) * np.maximum(np.abs(over), 0.45 * limit), limit).astype(np.float32)
    opacity = 0.8 * np.clip(np.abs(over) / limit, 0, 1)[..., None] ** 0.7
    return np.rint(photo * (1 - opacity) + colours * opacity).astype(np.uint8)


def resampled(
    values: NDArray[np.floating], size: tuple[int, ...], box: Box | None = None
) -> NDArray[np.float32]:
    """A map interpolated to another size.

    Args:
        values: (rows, columns).
        size: (rows, columns) of the result.
        box: (top, left, bottom, right) the part of the map that it covers, in parts of its sides; by default all.
    """
    picture = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    top, left, bottom, right = box or (0, 0, 1, 1)
    part = (left * picture.width, top * picture.height, right * picture.width, bottom * picture.height)
    resized = picture.resize((size[1], size[0]), Image.Resampling.BILINEAR, box=part)
    return np.asarray(resized, dtype=np.float32)


def _shown(values: NDArray[np.floating], scale: Scale) -> NDArray[np.floating]:
    return values.clip(min=0) if scale == "positive" else values
