"""Maps drawn as the papers of saliency and guided backpropagation draw them: without the photo below."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.render.overlay import Box, resampled


def draw_relief(
    channels: NDArray[np.floating], limit: float, size: tuple[int, int], box: Box | None = None
) -> NDArray[np.uint8]:
    """Signed values of each colour as a relief on grey: grey is zero, each colour lighter above and darker below.

    Source: Springenberg et al. 2015, figures 3 and 4 (arXiv:1412.6806).

    Args:
        channels: (C, rows, columns), of one channel or three.
        limit: the magnitude from which on a colour is full or missing.
        size: (rows, columns) of the picture.
        box: the part of the map that is drawn; see `resampled`.

    Returns:
        (rows, columns, 3) sRGB.
    """
    colours = np.stack([resampled(channel, size, box) for channel in channels], axis=-1)
    drawn = np.rint(127.5 * (1 + np.clip(colours / limit, -1, 1))).astype(np.uint8)
    return np.repeat(drawn, 3, axis=2) if len(channels) == 1 else drawn


def draw_brightness(
    values: NDArray[np.floating], limit: float, size: tuple[int, int], box: Box | None = None
) -> NDArray[np.uint8]:
    """Magnitudes as brightness: black is zero, white the limit and all beyond it.

    Source: Simonyan, Vedaldi and Zisserman 2014, figure 2 (arXiv:1312.6034).

    Args:
        values: (rows, columns).
        limit: the magnitude from which on it is white.
        size: (rows, columns) of the picture.
        box: the part of the map that is drawn; see `resampled`.

    Returns:
        (rows, columns, 3) sRGB.
    """
    shown = np.clip(np.abs(resampled(values, size, box)) / limit, 0, 1)
    return np.repeat(np.rint(255 * shown).astype(np.uint8)[:, :, None], 3, axis=2)
