"""What each detection of a photo is worth: it finds a thing, or it is wrong in one of TIDE's kinds.

Source: Bolya et al. 2020, "TIDE: a general toolbox for identifying object detection errors", arXiv:2008.08115.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from convscope.detection.judged import Judged, Places, matched

Value = Literal["right", "crowd", "class", "place", "both", "duplicate", "background"]

# From this IoU on a detection finds a thing, and up to this one it has nothing to do with it.
FINDS, TOUCHES = 0.5, 0.1


class Verdict(NamedTuple):
    """What one detection is worth.

    Attributes:
        detection: its index among those of its photo.
        value: ``right``, ``crowd`` where it lies in one and does not count, else the kind of its error.
        thing: index of the thing that it finds, or that it is nearest to; None where it touches none.
        iou: of the two; 0 where there is none.
    """

    detection: int
    value: Value
    thing: int | None
    iou: float


def verdicts(photo: Judged) -> list[Verdict]:
    """What each detection of a photo is worth, the highest score first.

    A detection that finds nothing at an IoU of 0.5 is wrong by its *place* where its greatest IoU with a thing of its
    class lies between 0.1 and 0.5, by its *class* where that with a thing of another class is 0.5 or more, a
    *duplicate* where it overlaps a thing of its class by 0.5, which a better detection has found then, *background*
    where nothing overlaps it by more than 0.1, and else *both*.  No verdict depends on detections of lower scores.
    """
    order = np.argsort(-photo.found.scores, kind="stable")
    return [
        _verdict(photo, int(detection), int(thing))
        for detection, thing in zip(order, _taken(photo, order), strict=True)
    ]


def _taken(photo: Judged, order: Places) -> Places:
    """Of each detection the thing that it finds, -1 where it finds none."""
    taken = np.full(len(order), -1, np.int64)
    for label in set(photo.found.labels.tolist()):
        mine = np.flatnonzero(photo.found.labels[order] == label)
        there = np.flatnonzero(photo.truth.labels == label)
        crowds = photo.truth.crowds[there]
        found = matched(photo.overlaps[np.ix_(order[mine], there)], crowds, crowds, FINDS)
        taken[mine] = np.append(there, -1)[found]
    return taken


def _verdict(photo: Judged, detection: int, thing: int) -> Verdict:
    row, crowds = photo.overlaps[detection], photo.truth.crowds
    if thing >= 0 and not crowds[thing]:
        return Verdict(detection, "right", thing, float(row[thing]))
    if (row[crowds] >= FINDS).any():
        return Verdict(detection, "crowd", None, 0.0)
    overlaps = np.where(crowds, 0.0, row)
    if not len(overlaps) or overlaps.max() <= TOUCHES:
        return Verdict(detection, "background", None, 0.0)
    same = photo.truth.labels == photo.found.labels[detection]
    own, others = np.where(same, overlaps, 0.0), np.where(same, 0.0, overlaps)
    value: Value
    if TOUCHES <= own.max() < FINDS:
        value, nearest = "place", int(own.argmax())
    elif others.max() >= FINDS:
        value, nearest = "class", int(others.argmax())
    elif own.max() >= FINDS:
        value, nearest = "duplicate", int(own.argmax())
    else:
        value, nearest = "both", int(others.argmax())
    return Verdict(detection, value, nearest, float(overlaps[nearest]))
