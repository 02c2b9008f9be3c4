"""Colours as people tell them apart: CIE L*a*b*, of sRGB under the light D65."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray


def lab_of(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Lightness (0 to 100), a (green to red) and b (blue to yellow) of sRGB pixels (..., 3)."""
    from skimage.color import rgb2lab

    found: NDArray[np.float32] = rgb2lab(pixels.astype(np.float32) / np.float32(255))
    return found


def srgb_of(lab: NDArray[Any]) -> NDArray[np.uint8]:
    """SRGB pixels (..., 3) of lightness, a and b; what sRGB cannot show is cut off at its ends."""
    from skimage.color import lab2rgb

    with warnings.catch_warnings():
        # Of colours that there are not.
        warnings.simplefilter("ignore", UserWarning)
        found = lab2rgb(lab.astype(np.float32))
    pixels: NDArray[np.uint8] = np.rint(255 * found.clip(0, 1)).astype(np.uint8)
    return pixels


def without_colour(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The grey (..., 3) of the same lightness."""
    lab = lab_of(pixels)
    lab[..., 1:] = 0
    return srgb_of(lab)
