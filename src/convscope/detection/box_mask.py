"""The mask of a detection, put in its place in the photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convscope.detection.box_texts import Box

# The probability above which a place is of the thing.
_LEAST = 0.5
# Of a thing's pixels, so many must be its own.
_VISIBLE = 0.5


class Window(NamedTuple):
    """A part of a photo and which of its pixels a thing covers.

    Attributes:
        rows: of the photo.
        columns: likewise.
        covered: (rows, columns) of the window.
    """

    rows: slice
    columns: slice
    covered: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class BoxMask:
    """How probably each place of a box is of its thing.

    Attributes:
        values: (rows, columns) probabilities at places evenly over the box.
        box: (left, top, right, bottom) of the box, not cut off at the photo's edges.
    """

    values: NDArray[np.float32]
    box: Box

    def window(self, size: tuple[int, int]) -> Window:
        """Which pixels of a photo of (rows, columns) the thing covers: those with a probability above 0.5.

        The probability in the middle of a pixel is read along lines between the places, and outside of them is 0; no
        edge is rounded to pixels.
        """
        left, top, right, bottom = self.box
        rows, of_rows = _read(top, bottom, size[0], self.values.shape[0])
        columns, of_columns = _read(left, right, size[1], self.values.shape[1])
        return Window(rows, columns, of_rows @ self.values @ of_columns.T > _LEAST)


def _read(first: float, last: float, length: int, places: int) -> tuple[slice, NDArray[np.float64]]:
    """Pixels between two edges, and how much (pixels, places) each place counts in the middle of each."""
    start, stop = max(ceil(first - 0.5), 0), min(ceil(last - 0.5), length)
    pixels = np.arange(start, max(stop, start))
    at = (pixels + 0.5 - first) * places / max(last - first, 1e-9) - 0.5
    weights = np.clip(1 - np.abs(at[:, None] - np.arange(places)), 0, None)
    return slice(start, max(stop, start)), weights


def painted(masks: Sequence[BoxMask], size: tuple[int, int]) -> NDArray[np.int32]:
    """The number (rows, columns) of each pixel's thing, from 1 on in the order of the masks, 0 where there is none.

    Where several cover a pixel, the first has it; one of which those before it hide more than half is mostly the same
    thing seen twice, and is left out.

    Source: Kirillov et al. 2019, "Panoptic segmentation", arXiv:1801.00868, section 5.
    """
    numbers = np.zeros(size, np.int32)
    for number, mask in enumerate(masks, 1):
        rows, columns, covered = mask.window(size)
        below = numbers[rows, columns]
        free = covered & (below == 0)
        if free.sum() >= _VISIBLE * covered.sum():
            below[free] = number
    return numbers


def run_lengths(mask: BoxMask, size: tuple[int, int]) -> dict[str, list[int]]:
    """The pixels that a thing covers as COCO writes them: runs down the columns, the first of bare pixels."""
    rows, columns, covered = mask.window(size)
    whole = np.zeros((size[1], size[0]), np.bool_)
    whole[columns, rows] = covered.T
    flat = whole.ravel()
    ends = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    runs = np.diff([0, *ends.tolist(), len(flat)]).tolist()
    return {"size": [*size], "counts": [0, *runs] if len(flat) and flat[0] else runs}
