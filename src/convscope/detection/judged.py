"""What was found in a photo beside what is there: which detection finds which thing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Found(NamedTuple):
    """What a detector finds in a photo.

    Attributes:
        boxes: (D, 4) left, top, right, bottom.
        scores: (D,).
        labels: (D,) index of each one's class.
    """

    boxes: Numbers
    scores: Numbers
    labels: Places


class Truth(NamedTuple):
    """What is there in a photo.

    Attributes:
        boxes: (T, 4).
        labels: (T,).
        crowds: (T,) whether a box stands for many things, none of which must be found.
    """

    boxes: Numbers
    labels: Places
    crowds: Flags


@dataclass(frozen=True, eq=False)
class Judged:
    """A photo with what was found and what is there.

    Attributes:
        name: of the photo.
        found: by the detector.
        truth: what is there.
    """

    name: str
    found: Found
    truth: Truth

    @cached_property
    def areas(self) -> tuple[Numbers, Numbers]:
        """(D,) of the detections and (T,) of the things, by which COCO tells small ones from large ones."""
        return areas(self.found.boxes), areas(self.truth.boxes)

    @cached_property
    def overlaps(self) -> Numbers:
        """(D, T) IoU of each detection with each thing; with a crowd, the part of the detection that it covers."""
        found, there = self.found.boxes[:, None], self.truth.boxes[None]
        left_top = np.maximum(found[..., :2], there[..., :2])
        right_bottom = np.minimum(found[..., 2:], there[..., 2:])
        shared = np.clip(right_bottom - left_top, 0, None).prod(-1)
        of_found, of_truth = self.areas[0][:, None], self.areas[1][None]
        whole = np.where(self.truth.crowds[None], of_found, of_found + of_truth - shared)
        parts: Numbers = np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)
        return parts


@dataclass(frozen=True, eq=False)
class JudgedMasks(Judged):
    """The same, the detections and the things overlapping by their masks.

    Attributes:
        mask_overlaps: (D, T) IoU of each detection's mask with each thing's.
        mask_areas: (D,) of the detections and (T,) of the things, in pixels.
    """

    mask_overlaps: Numbers
    mask_areas: tuple[Numbers, Numbers]

    @cached_property
    def areas(self) -> tuple[Numbers, Numbers]:
        """See `Judged.areas`."""
        return self.mask_areas

    @cached_property
    def overlaps(self) -> Numbers:
        """See `Judged.overlaps`."""
        return self.mask_overlaps


def areas(boxes: Numbers) -> Numbers:
    """(N,) areas of boxes (N, 4)."""
    products: Numbers = np.clip(boxes[:, 2:] - boxes[:, :2], 0, None).prod(-1)
    return products


def matched(overlaps: Numbers, ignored: Flags, crowds: Flags, threshold: float) -> Places:
    """Which thing each detection finds, as COCO's evaluation decides it.

    One detection after the other takes the thing that it overlaps most, by the threshold or more, among those that
    none has taken; one that counts before one that is ignored, and a crowd as often as it comes.

    Args:
        overlaps: (D, T) of the detections of a class, the highest score first, with its things.
        ignored: (T,) things that need not be found.
        crowds: (T,) those that stand for many.
        threshold: least overlap.

    Returns:
        (D,) index of the thing, -1 where a detection finds none.
    """
    found = np.full(len(overlaps), -1, np.int64)
    free = np.ones(overlaps.shape[1], np.bool_)
    least = min(threshold, 1 - 1e-10)
    for place, row in enumerate(overlaps):
        for candidates in (free & ~ignored, (free | crowds) & ignored):
            able = np.flatnonzero(candidates & (row >= least))
            if len(able):
                # Of equal overlaps the later, as COCO's evaluation takes it.
                taken = able[len(able) - 1 - int(row[able][::-1].argmax())]
                found[place], free[taken] = taken, False
                break
    return found
