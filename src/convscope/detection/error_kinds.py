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
from convscope.detection.judged import Flags, Judged, Numbers, Places, matched

Kind = Literal["class", "place", "both", "duplicate", "background", "missed"]
KINDS: Mapping[Kind, str] = {
    "class": "a thing of another class",
    "place": "a thing of the class, its box too far off",
    "both": "a thing of another class, its box too far off",
    "duplicate": "a thing that a better detection has found",
    "background": "nothing that is there",
    "missed": "not found",
}
# From this IoU on a detection finds a thing, and up to this one it has nothing to do with it.
_FINDS, _TOUCHES = 0.5, 0.1


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

    A detection that finds nothing at an IoU of 0.5 is wrong by its *place* where its greatest IoU with a thing of its
    class lies between 0.1 and 0.5, by its *class* where that with a thing of another class is 0.5 or more, a
    *duplicate* where a thing of its class that is found already overlaps it by 0.5, *background* where nothing
    overlaps it by more than 0.1, and else *both*.  A thing that no detection finds is *missed*, unless an error of
    class or place stands for it.  What lies in a crowd is no error.

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
    found, truth, crowds = photo.found, photo.truth, photo.truth.crowds
    shown = np.flatnonzero(found.scores >= score)
    shown = shown[np.argsort(-found.scores[shown], kind="stable")]
    taken = _taken(photo, shown)
    is_found = np.isin(np.arange(len(truth.labels)), taken[taken >= 0])
    stood_for = np.zeros(len(truth.labels), np.bool_)
    errors = []
    for place, thing in zip(shown, taken, strict=True):
        overlaps = photo.overlaps[place]
        if thing >= 0 or (overlaps[crowds] >= _FINDS).any():
            continue
        kind, nearest = _kind(photo, int(place), is_found)
        if nearest is not None and kind in ("class", "place"):
            stood_for[nearest] = True
        errors.append(
            DetectionError(
                photo.name,
                kind,
                int(found.labels[place]),
                None if nearest is None else int(truth.labels[nearest]),
                float(found.scores[place]),
                _box(found.boxes[place]),
            )
        )
    for thing in np.flatnonzero(~is_found & ~stood_for & ~crowds):
        label = int(truth.labels[thing])
        errors.append(DetectionError(photo.name, "missed", label, label, None, _box(truth.boxes[thing])))
    return errors


def _taken(photo: Judged, shown: Places) -> Places:
    """Of each detection the thing that it finds, -1 where it finds none."""
    taken = np.full(len(shown), -1, np.int64)
    for label in set(photo.found.labels[shown].tolist()):
        mine = np.flatnonzero(photo.found.labels[shown] == label)
        there = np.flatnonzero(photo.truth.labels == label)
        crowds = photo.truth.crowds[there]
        found = matched(photo.overlaps[np.ix_(shown[mine], there)], crowds, crowds, _FINDS)
        taken[mine] = np.append(there, -1)[found]
    return taken


def _kind(photo: Judged, place: int, is_found: Flags) -> tuple[Kind, int | None]:
    """The kind of a false detection, and the thing that it is about."""
    real = ~photo.truth.crowds
    overlaps = np.where(real, photo.overlaps[place], 0.0)
    same = photo.truth.labels == photo.found.labels[place]
    own, others, again = (np.where(mask, overlaps, 0.0) for mask in (same, ~same, same & is_found))
    if not len(overlaps) or overlaps.max() <= _TOUCHES:
        return "background", None
    if _TOUCHES <= own.max() < _FINDS:
        return "place", int(own.argmax())
    if others.max() >= _FINDS:
        return "class", int(others.argmax())
    if again.max() >= _FINDS:
        return "duplicate", int(again.argmax())
    return "both", int(others.argmax())


def _box(numbers: Numbers) -> Box:
    left, top, right, bottom = (float(value) for value in numbers)
    return left, top, right, bottom
