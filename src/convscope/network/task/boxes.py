"""The task of a detector: boxes with a score for each class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from convscope.detection import Detection, suppressed
from convscope.errors import ObjectiveError
from convscope.network.task.prediction import Prediction
from convscope.network.task.task import Figure, Question, Scorer, Task

# Two detections of a class that overlap by more than this IoU are one thing seen twice.
OVERLAP = 0.6
# What is shown where nobody asks for more or fewer.
SCORE = 0.3
# Of a photo.
MOST = 300
# Detections that a report explains.
_ASKED = 3


@dataclass(frozen=True)
class Boxes(Task):
    """Boxes: scores (N, places, 4 + classes).

    The first four numbers of a place are left, top, right and bottom in pixels of the input, the others a score for
    each class, whose sigmoid is the detection's.  What overlaps a better detection of its class is suppressed here,
    not in the graph.
    """

    name: ClassVar[str] = "boxes"
    summary: ClassVar[str] = "boxes with a score for each class"
    heading: ClassVar[str] = "What it finds"
    figures: ClassVar[tuple[Figure, ...]] = (Figure("mAP@0.5", "higher", "%"), Figure("loss", "lower"))
    asks_locally: ClassVar[bool] = True

    @torch.no_grad()
    def detections(
        self, scores: Tensor, *, least: float = SCORE, overlap: float = OVERLAP, most: int = MOST
    ) -> list[list[Detection]]:
        """What is found in each example, the highest score first.

        Args:
            scores: (N, places, 4 + classes).
            least: score below which a detection is left out.
            overlap: greatest IoU of two detections of a class.
            most: detections of an example.
        """
        found = []
        for one in scores.float():
            probabilities = one[:, 4:].sigmoid()
            place, label = (probabilities >= least).nonzero(as_tuple=True)
            each, boxes = probabilities[place, label], one[place, :4]
            kept = suppressed(boxes, each, label, overlap)[:most]
            rows = zip(label[kept].tolist(), each[kept].tolist(), boxes[kept].tolist(), strict=True)
            found.append(
                [
                    Detection(index, self.labels.names[index], score, (left, top, right, bottom))
                    for index, score, (left, top, right, bottom) in rows
                ]
            )
        return found

    @torch.no_grad()
    def ranked(self, places: Tensor, number: int) -> tuple[int, int]:
        """Which place, of one example (places, 4 + classes), holds its detection of a number, and of which class.

        Args:
            places: of one example.
            number: from 1, the detection of the highest score.

        Raises:
            ObjectiveError: fewer are left when those that overlap a better one are suppressed.
        """
        scores, classes = places[:, 4:].flatten(), places.shape[1] - 4
        order = scores.argsort(descending=True, stable=True)
        kept, many = order[:0], 0
        # What is kept depends on better scores alone, so that a few of the best are mostly enough.
        while many < len(order):
            many = max(50 * number, 4 * many)
            best = order[:many]
            place, label = best // classes, best % classes
            kept = suppressed(places[place, :4], scores[best], label, OVERLAP)
            if len(kept) >= number:
                chosen = kept[number - 1]
                return int(place[chosen]), int(label[chosen])
        raise ObjectiveError(
            f"There is no detection {number}: the network proposes {len(kept)} boxes for the photo.",
            "Ask for one of a smaller number.",
        )

    def predictions(self, scores: Tensor, *, top: int = 5) -> list[list[Prediction]]:
        """The detections with the highest scores; `Prediction.value` is the score before its sigmoid."""
        found = self.detections(scores, most=top)
        return [
            [
                Prediction(
                    one.index,
                    one.label,
                    self.labels.synset(one.index),
                    one.score,
                    float(torch.logit(torch.tensor(one.score, dtype=torch.float64), 1e-9)),
                    box=one.box,
                )
                for one in detections
            ]
            for detections in found
        ]

    def questions(self, scores: Tensor) -> list[Question]:
        """Why each of the first detections is found; why the first place, where nothing is found."""
        several = max(1, min(_ASKED, len(self.detections(scores)[0])))
        return [Question(f"detection:{one + 1}", f"detection:{one + 1}.prob") for one in range(several)]

    def loss(self, scores: Tensor, truth: Tensor) -> Tensor:  # noqa: ARG002
        """A detector's loss is its own: which place shall find a thing, boxes do not say.

        Raises:
            ObjectiveError: always.
        """
        raise ObjectiveError(
            "Boxes have no loss of their own.", "Train a detector, such as fcos:efficientnet-lite0."
        )

    @property
    def meaning(self) -> str:
        """What a place's numbers are."""
        return (
            "of each place left, top, right and bottom in pixels of the input, then one score (logit) for each "
            "class; overlapping places of a class are still to be suppressed"
        )

    def class_score(self, index: int) -> Scorer:
        """The highest score of a class over all places."""
        return lambda scores: scores[..., 4 + index].amax(1)

    def class_probability(self, index: int) -> Scorer:
        """The sigmoid of the highest score of a class."""
        return lambda scores: scores[..., 4 + index].amax(1).sigmoid()
