"""What a detector considered at one place of a photo, and why it does not tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch

from convscope.detection import Detection
from convscope.detection.paired import paired_ious
from convscope.errors import BoxError
from convscope.images import Photo, PhotoSource
from convscope.network.detecting import boxes_task, check_thresholds
from convscope.network.network import Network
from convscope.network.placing import on_photo
from convscope.network.task.boxes import SCORE
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import Bar, table

Verdict = Literal["found", "suppressed", "below the score"]

# Scores below are noise of which there is one at nearly every place.
_LEAST = 0.01


@dataclass(frozen=True)
class Considered:
    """A box that a detector proposes.

    Attributes:
        detection: the box in pixels of the photo, with its class and score.
        verdict: what becomes of it.
        by: number, from 1, of the detection of its class that it overlaps most, or that it is; None where there is
            none.
        iou: with that detection; None where there is none.
    """

    detection: Detection
    verdict: Verdict
    by: int | None
    iou: float | None

    def document(self) -> dict[str, Any]:
        """The box in plain values."""
        return {**self.detection.document(), "verdict": self.verdict, "by": self.by, "iou": self.iou}


class ConsideredBoxes(Displayed, list[Considered]):
    """The boxes that a detector proposes at a place, the highest score first."""

    def _line(self) -> str:
        return ", ".join(
            f"{one.detection.label} {one.detection.score:.1%} {one.verdict}" for one in self
        ) or ("nothing")

    def _fragments(self) -> Sequence[str]:
        rows = [
            (
                one.detection.label,
                f"{one.detection.score:.1%}",
                Bar(one.detection.score),
                one.verdict,
                "" if one.by is None else one.by,
                "" if one.iou is None else f"{one.iou:.2f}",
                *map(round, one.detection.box),
            )
            for one in self
        ]
        names = ("label", "score", "", "verdict", "detection", "IoU", "left", "top", "right", "bottom")
        return [table(names, rows)]


def considered(
    network: Network,
    photo: PhotoSource | Photo,
    at: tuple[float, float],
    *,
    score: float = SCORE,
    overlap: float | None = None,
    most: int = 10,
) -> ConsideredBoxes:
    """Why a detector tells what it tells of one place of a photo, and why not the rest.

    A box is found, or *suppressed* where a detection of its class overlaps it by an IoU above the threshold, or
    *below the score*; one that is both is suppressed.  Boxes of a score below 0.01 are left out.

    Args:
        network: a detector.
        photo: to look at.
        at: (row, column) in pixels of the photo; the boxes are those that hold it.
        score: least score of a detection.
        overlap: greatest IoU of two detections of a class; by default the detector's own.
        most: boxes, the highest score first.

    Raises:
        NetworkError: the network finds no boxes.
        BoxError: a threshold is out of its range, or the place outside the photo.
        ImageError: the photo cannot be read.
    """
    task = boxes_task(network)
    check_thresholds(score, overlap)
    overlap = task.overlap if overlap is None else overlap
    decoded = network.photo(photo)
    row, column = at
    if not (0 <= row < decoded.rows and 0 <= column < decoded.columns):
        raise BoxError(
            f"The place {row:g},{column:g} lies outside the photo of {decoded.rows} x {decoded.columns} pixels.",
            "Give row and column, counted from 0.",
        )
    scores = network.scores(network.prepare(decoded))
    every = len(scores[0]) * len(task.labels)
    found = task.detections(scores, least=score, overlap=overlap, most=every)[0]
    proposed = task.detections(scores, least=_LEAST, overlap=1.0, most=every)[0]
    placed = on_photo(proposed, network, decoded)
    boxes = ConsideredBoxes()
    for one, shown in zip(proposed, placed, strict=True):
        left, top, right, bottom = shown.box
        if len(boxes) == most or not (left <= column < right and top <= row < bottom):
            continue
        if one in found:
            boxes.append(Considered(shown, "found", found.index(one) + 1, 1.0))
            continue
        rivals = [(place, other) for place, other in enumerate(found, 1) if other.index == one.index]
        by, iou = None, 0.0
        if rivals:
            overlaps = paired_ious(torch.tensor([one.box]), torch.tensor([other.box for _, other in rivals]))
            by, iou = rivals[int(overlaps.argmax())][0], float(overlaps.max())
        verdict: Verdict = "suppressed" if iou > overlap else "below the score"
        boxes.append(Considered(shown, verdict, by if iou else None, iou or None))
    return boxes
