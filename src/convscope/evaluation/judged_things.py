"""The things that were found with boxes and masks beside those that are there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import find_objects

from convscope.detection import Detection
from convscope.detection.judged import Found, Judged, JudgedMasks, Truth
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
    numbers = np.unique(truth.things, return_inverse=True)[1].reshape(truth.things.shape)
    numbers += truth.things.min() > 0  # nothing else is 0
    places = [found for found in find_objects(numbers) if found is not None]
    found = Found(
        np.array([one.box for one in things], np.float64).reshape(-1, 4),
        np.array([one.score for one in things], np.float64),
        np.array([labels.index(one.label) for one in things], np.int64),
    )
    there = Truth(
        np.array(
            [(columns.start, rows.start, columns.stop, rows.stop) for rows, columns in places], np.float64
        ).reshape(-1, 4),
        np.array(
            [truth.classes[where][numbers[where] == n][0] for n, where in enumerate(places, 1)], np.int64
        ),
        np.zeros(len(places), np.bool_),
    )
    of_truth = np.bincount(numbers.ravel(), minlength=len(places) + 1)[1:].astype(np.float64)
    shared = np.zeros((len(things), len(places)))
    of_found = np.zeros(len(things))
    for place, one in enumerate(things):
        assert one.mask is not None
        rows, columns, covered = one.mask.window(truth.classes.shape)
        below = numbers[rows, columns][covered]
        shared[place] = np.bincount(below, minlength=len(places) + 1)[1:]
        of_found[place] = len(below)
    whole = of_found[:, None] + of_truth[None] - shared
    overlaps = np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)
    judged = Judged(truth.photo.name, found, there)
    return judged, JudgedMasks(judged.name, found, there, overlaps, (of_found, of_truth))
