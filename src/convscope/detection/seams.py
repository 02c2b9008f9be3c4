"""The things of a photo that is seen in overlapping windows, each told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.detection.box_texts import Box
from convscope.detection.detections import Detection, Detections

# Two windows place a thing a little differently: above this IoU it is the same one.
_SAME = 0.3
# A thing that a window's edge cuts is the same as one that covers so much of what is left of it.
_WITHIN = 0.5
# How near to an edge of its window a box ends that is cut by it, in parts of the window's side.
_EDGE = 0.02


@dataclass(frozen=True)
class SeenWindow:
    """A window of a photo with what is found there.

    Attributes:
        box: (left, top, right, bottom) of the window in pixels of the photo.
        detections: likewise.
    """

    box: Box
    detections: Sequence[Detection]


def merged(windows: Sequence[SeenWindow], size: tuple[int, int], overlap: float) -> Detections:
    """The things of all windows, the highest score first, each from the window that shows it best.

    First come the things that are whole in their window, the highest score first, then those that its edge cuts.  One
    is left out where another window has shown it already: a thing of its class with an IoU above 0.3, or of one that
    is cut, a thing that covers more than half of it.  Things of one window are left to its own suppression.

    Args:
        windows: of the photo, overlapping by at least the length of a thing.
        size: (rows, columns) of the photo, whose own edges cut nothing.
        overlap: greatest IoU of two detections of a class; what is below 0.3 holds for two windows, too.
    """
    rows = [
        (_is_cut(one.box, window.box, size), number, one)
        for number, window in enumerate(windows)
        for one in window.detections
    ]
    rows.sort(key=lambda row: (row[0], -row[2].score))
    boxes = np.array([one.box for *_, one in rows], np.float64).reshape(-1, 4)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    sources = np.array([number for _, number, _ in rows], np.int64)
    classes = np.array([one.index for *_, one in rows], np.int64)
    kept = np.zeros(len(rows), np.bool_)
    for place, (is_cut, number, one) in enumerate(rows):
        rivals = np.flatnonzero(kept[:place] & (sources[:place] != number) & (classes[:place] == one.index))
        shared = _shared(boxes[place], boxes[rivals])
        whole = areas[place] if is_cut else areas[place] + areas[rivals] - shared
        kept[place] = not (shared > (_WITHIN if is_cut else min(_SAME, overlap)) * whole).any()
    found = [one for (*_, one), is_kept in zip(rows, kept, strict=True) if is_kept]
    return Detections(sorted(found, key=lambda one: -one.score))


def _is_cut(box: Box, window: Box, size: tuple[int, int]) -> bool:
    """Whether a box ends at an edge of its window behind which the photo goes on."""
    left, top, right, bottom = window
    across, down = _EDGE * (right - left), _EDGE * (bottom - top)
    return (
        (left > 0 and box[0] < left + across)
        or (top > 0 and box[1] < top + down)
        or (right < size[1] and box[2] > right - across)
        or (bottom < size[0] and box[3] > bottom - down)
    )


def _shared(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """The area that a box shares with each of others (K, 4)."""
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    area: NDArray[np.float64] = np.prod(sides.clip(0), axis=1)
    return area
