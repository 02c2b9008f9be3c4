"""Perceptually uniform colour scales with a stated range.

The anchors are published ones; between them colours are interpolated in CIELAB, where equal distances look
about equal.  The signed scale is RdBu of ColorBrewer (Cynthia Brewer, Mark Harrower and The Pennsylvania
State University; Apache-2.0, https://colorbrewer2.org), its middle made pure white.  The sequential one is
inferno of matplotlib (Nathaniel Smith and Stefan van der Walt; CC0, https://bids.github.io/colormap).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from skimage.color import lab2rgb, rgb2lab

Numbers = NDArray[np.floating] | NDArray[np.integer]

BLUES = ("ffffff", "d1e5f0", "92c5de", "4393c3", "2166ac", "053061")
REDS = ("ffffff", "fddbc7", "f4a582", "d6604d", "b2182b", "67001f")
INFERNO = ("000004", "210c4a", "57106e", "8a226a", "bc3754", "e45a31", "f98e09", "f9cb35", "fcffa4")

# Finer than eight bits, so that the table's steps are never seen before those of the picture.
STEPS = 512


def signed(values: Numbers, limit: float | None = None) -> NDArray[np.uint8]:
    """Colour signed values: red is positive, blue negative, white zero, alike on both sides.

    Args:
        values: (rows, columns), finite.
        limit: the magnitude that gets the darkest colour, beyond which colours stay; by default the greatest
            magnitude in ``values``.

    Returns:
        (rows, columns, 3) sRGB.

    Raises:
        ValueError: when a value is not finite or the limit is not positive.
    """
    _check_finite(values)
    reach = signed_limit(values) if limit is None else limit
    if not reach > 0:
        raise ValueError(f"the limit of a signed colour scale must be positive, not {limit}")
    position = np.clip(np.asarray(values, np.float32) / np.float32(reach), -1, 1)
    table = np.concatenate([_evenly(BLUES)[:0:-1], _evenly(REDS)])
    coloured: NDArray[np.uint8] = table[np.rint(position * STEPS).astype(np.intp) + STEPS]
    return coloured


def signed_limit(values: Numbers) -> float:
    """Greatest magnitude in the values, or 1 where all are zero: the default limit of `signed`."""
    return float(np.abs(values).max(initial=0)) or 1.0


def sequential(values: Numbers, low: float, high: float) -> NDArray[np.uint8]:
    """Colour values from black through red to pale yellow.

    Args:
        values: (rows, columns), finite.
        low: the value that gets the first colour; smaller ones get it too.
        high: the value that gets the last colour; greater ones get it too.

    Returns:
        (rows, columns, 3) sRGB.

    Raises:
        ValueError: when a value is not finite or ``high`` is not above ``low``.
    """
    _check_finite(values)
    if not high > low:
        raise ValueError(f"a colour scale must end above its start, not run from {low} to {high}")
    position = np.clip((np.asarray(values, np.float32) - np.float32(low)) / np.float32(high - low), 0, 1)
    coloured: NDArray[np.uint8] = _evenly(INFERNO)[np.rint(position * STEPS).astype(np.intp)]
    return coloured


def _check_finite(values: Numbers) -> None:
    if not np.isfinite(values).all():
        raise ValueError("a colour scale takes finite values, but some are NaN or infinite")


@cache
def _evenly(anchors: tuple[str, ...]) -> NDArray[np.uint8]:
    """Colours (STEPS + 1, 3) along the anchors, at equal CIELAB distances from one to the next."""
    lab = rgb2lab(np.array([list(bytes.fromhex(anchor)) for anchor in anchors]) / 255)
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(lab, axis=0), axis=1))])
    positions = np.linspace(0, along[-1], STEPS + 1)
    between = np.stack([np.interp(positions, along, lab[:, axis]) for axis in range(3)], axis=1)
    table: NDArray[np.uint8] = np.rint(lab2rgb(between) * 255).astype(np.uint8)
    table.flags.writeable = False
    return table
