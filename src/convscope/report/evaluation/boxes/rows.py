"""Every detection of an evaluation, and every thing that was missed, as the columns of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from convscope.detection.error_kinds import box_of
from convscope.detection.judged import Judged
from convscope.detection.verdicts import verdicts
from convscope.evaluation.detector_evaluation import DetectorEvaluation


class DetectionRow(NamedTuple):
    """A detection, or a thing that was missed.

    Attributes:
        photo: its name.
        label: the class.
        score: of a detection.
        left: edge of the box in pixels of the photo, as the next three.
        top: likewise.
        right: likewise.
        bottom: likewise.
        verdict: ``right``, ``crowd`` or a kind of error, ``missed`` of what no detection finds.
        truth: class of the thing that is found or nearest; None where the detection touches none.
        iou: with that thing.
    """

    photo: str
    label: str
    score: float | None
    left: float
    top: float
    right: float
    bottom: float
    verdict: str
    truth: str | None
    iou: float | None


def detection_columns(evaluation: DetectorEvaluation) -> dict[str, list[Any]]:
    """The columns of the table by the names of `DetectionRow`, each with a value for each row.

    Photo after photo, its detections from the highest score to 0.01, whatever is shown; then the things that no
    detection that is shown finds or stands for.
    """
    rows = [row for photo in evaluation.photos for row in _of_photo(photo, evaluation)]
    return {name: [row[place] for row in rows] for place, name in enumerate(DetectionRow._fields)}


def _of_photo(photo: Judged, evaluation: DetectorEvaluation) -> Iterator[DetectionRow]:
    labels, found, truth = evaluation.labels, photo.found, photo.truth
    for one in verdicts(photo):
        thing = None if one.thing is None else labels[truth.labels[one.thing]]
        yield DetectionRow(
            photo.name,
            labels[found.labels[one.detection]],
            float(found.scores[one.detection]),
            *box_of(found.boxes[one.detection]),
            one.value,
            thing,
            None if thing is None else one.iou,
        )
    for error in evaluation.errors:
        if error.photo == photo.name and error.kind == "missed":
            label = labels[error.label]
            yield DetectionRow(photo.name, label, None, *error.box, "missed", label, None)
