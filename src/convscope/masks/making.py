"""A mask by the name of its rule."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import MaskError, suggest
from convscope.masks.cutting import grabcut
from convscope.masks.threshold import Mask, otsu, quantile

RULES = ("otsu", "quantile", "grabcut")
SHARE = 0.2


def make_mask(
    values: NDArray[np.floating], rule: str, size: tuple[int, int], photo: NDArray[np.uint8] | None = None
) -> Mask:
    """Make a mask of the pixels that a map highlights.

    Args:
        values: (rows, columns), signed; coarse maps are interpolated.  Only what is above zero counts.
        rule: ``otsu``, ``quantile`` or ``quantile:0.2`` (the strongest fifth, the default) or ``grabcut``.
        size: (rows, columns) of the mask.
        photo: (rows, columns, 3) sRGB of that size; GrabCut needs it.

    Returns:
        (rows, columns), true on the object.

    Raises:
        MaskError: there is no such rule, the map has no value above zero, or GrabCut has no photo.
    """
    name, _, number = rule.partition(":")
    if name not in RULES or (number and name != "quantile"):
        hint = suggest(name, RULES, f"Choose one of {', '.join(RULES)}.")
        raise MaskError(f"There is no mask {rule!r}.", hint)
    large = _enlarged(values, size)
    if name == "otsu":
        return otsu(large)
    if name == "quantile":
        return quantile(large, _share(number))
    if photo is None:
        raise MaskError("GrabCut needs the colours of a photo, and there is none.", "Use otsu.")
    return grabcut(large, photo)


def _share(text: str) -> float:
    try:
        return float(text) if text else SHARE
    except ValueError:
        raise MaskError(f"The share of a mask is a number, got {text!r}.", "Write quantile:0.2.") from None


def _enlarged(values: NDArray[np.floating[Any]], size: tuple[int, int]) -> NDArray[np.float32]:
    picture = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    return np.asarray(picture.resize(size[::-1], Image.Resampling.BILINEAR), dtype=np.float32)
