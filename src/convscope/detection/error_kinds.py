"""What is wrong with detections, in the six kinds of TIDE.

Source: Bolya et al. 2020, "TIDE: a general toolbox for identifying object detection errors", arXiv:2008.08115.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from convscope.detection.box_texts import Box
from convscope.detection.judged import Judged, Numbers
from convscope.detection.verdicts import verdicts

Kind = Literal["class", "place", "both", "duplicate", "background", "missed"]
KINDS: Mapping[Kind, str] = {
    "class": "a thing of another class",
    "place": "a thing of the class, its box too far off",
    "both": "a thing of another class, its box too far off",
    "duplicate": "a thing that a better detection has found",
    "background": "nothing that is there",
    "missed": "not found",
}


@dataclass(frozen=True)
class DetectionError:
    """A false detection, or a thing that none found.

    Attributes:
        photo: its name.
        kind: one of `KINDS`.
        label: index of the class that was detected, or of the thing that was missed.
        truth: index of the class of the thing that the detection is nearest to; None where it touches none.
        score: of the detection; None of what was missed.
        box: of the detection, or of what was missed.
    """

    photo: str
    kind: Kind
    label: int
    truth: int | None
    score: float | None
    box: Box


def detection_errors(photos: Sequence[Judged], *, score: float = 0.3) -> list[DetectionError]:
    """All errors of the detections of a score or more, photo after photo.

    Which kind each is says `verdicts`.  A thing that no detection finds is *missed*, unless an error of class or
    place stands for it.  What lies in a crowd is no error.

    Args:
        photos: with what was found and what is there.
        score: least score of the detections that count.
    """
    return [error for photo in photos for error in _of_photo(photo, score)]


def counts_of(errors: Sequence[DetectionError]) -> dict[str, int]:
    """How many errors there are of each kind."""
    counted = Counter(error.kind for error in errors)
    return {kind: counted[kind] for kind in KINDS}


def _of_photo(photo: Judged, score: float) -> list[DetectionError]:
    found, truth = photo.found, photo.truth
    settled = truth.crowds.copy()
    errors = []
    for detection, value, thing, _ in verdicts(photo):
        if found.scores[detection] < score or value == "crowd":
            continue
        if thing is not None and value in ("right", "class", "place"):
            settled[thing] = True
        if value != "right":
            errors.append(
                DetectionError(
                    photo.name,
                    value,
                    int(found.labels[detection]),
                    None if thing is None else int(truth.labels[thing]),
                    float(found.scores[detection]),
                    box_of(found.boxes[detection]),
                )
            )
    for left in np.flatnonzero(~settled):
        label = int(truth.labels[left])
        errors.append(DetectionError(photo.name, "missed", label, label, None, box_of(truth.boxes[left])))
    return errors


def box_of(numbers: Numbers) -> Box:
    """Four numbers as a box."""
    left, top, right, bottom = (float(value) for value in numbers)
    return left, top, right, bottom
