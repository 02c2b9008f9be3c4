"""The things that were found with boxes and masks beside those that are there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import find_objects

from convscope.datasets.masked.marks import MarkedThings
from convscope.detection import Detection
from convscope.detection.judged import Found, Judged, JudgedMasks, Numbers, Truth
from convscope.evaluation.masked_photos import TrueMask


def judged_things(
    truth: TrueMask, things: Sequence[Detection], labels: Sequence[str]
) -> tuple[Judged, JudgedMasks]:
    """A photo judged by the boxes of its things, and by their masks.

    Args:
        truth: what is there, with numbers.
        things: with masks in pixels of the photo.
        labels: of the classes that a place can have.
    """
    assert truth.things is not None
    there, of_truth = _truth(truth.things)
    found = Found(
        np.array([one.box for one in things], np.float64).reshape(-1, 4),
        np.array([one.score for one in things], np.float64),
        np.array([labels.index(one.label) for one in things], np.int64),
    )
    shared = np.zeros((len(things), len(of_truth)))
    of_found = np.zeros(len(things))
    for place, one in enumerate(things):
        assert one.mask is not None
        rows, columns, covered = one.mask.window(truth.classes.shape)
        below = truth.things.layers[:, rows, columns][:, covered]
        shared[place] = np.bincount(below.ravel(), minlength=len(of_truth) + 1)[1:]
        of_found[place] = covered.sum()
    both = of_found[:, None] + of_truth[None] - shared
    # Of a crowd it counts how much of what was found it covers.
    whole = np.where(there.crowds[None], of_found[:, None], both)
    overlaps = np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)
    judged = Judged(truth.photo.name, found, there)
    return judged, JudgedMasks(judged.name, found, there, overlaps, (of_found, of_truth))


def _truth(things: MarkedThings) -> tuple[Truth, Numbers]:
    """The things with the boxes around them, and how many pixels each of them covers."""
    boxes = np.zeros((len(things.labels), 4))
    for layer in things.layers:
        for number, found in enumerate(find_objects(layer)):
            if found is not None:
                rows, columns = found
                boxes[number] = (columns.start, rows.start, columns.stop, rows.stop)
    areas = np.bincount(things.layers.ravel(), minlength=len(boxes) + 1)[1:].astype(np.float64)
    return Truth(boxes, things.labels, things.crowds), areas
