"""The task of a detector: boxes with a score for each class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from convscope.detection import Detection, suppressed
from convscope.detection.fast_suppression import kept_of
from convscope.errors import ObjectiveError
from convscope.network.task.prediction import Prediction
from convscope.network.task.task import Figure, Question, Scorer, Task

# Two detections of a class that overlap by more than this IoU are one thing seen twice, where the detector says no
# other.
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

    Attributes:
        overlap: greatest IoU of two detections of a class, where nobody asks for another.
    """

    overlap: float = OVERLAP

    name: ClassVar[str] = "boxes"
    summary: ClassVar[str] = "boxes with a score for each class"
    heading: ClassVar[str] = "What it finds"
    figures: ClassVar[tuple[Figure, ...]] = (Figure("mAP@0.5", "higher", "%"), Figure("loss", "lower"))
    asks_locally: ClassVar[bool] = True

    @torch.no_grad()
    def detections(
        self, scores: Tensor, *, least: float = SCORE, overlap: float | None = None, most: int = MOST
    ) -> list[list[Detection]]:
        """What is found in each example, the highest score first.

        Args:
            scores: (N, places, 4 + classes).
            least: score below which a detection is left out.
            overlap: greatest IoU of two detections of a class; by default the detector's own.
            most: detections of an example.
        """
        allowed = self.overlap if overlap is None else overlap
        found = []
        for one in scores.float():
            kept = kept_of(one, least, allowed, most)
            rows = zip(kept.labels.tolist(), kept.scores.tolist(), kept.boxes.tolist(), strict=True)
            found.append(
                [
                    Detection(index, self.labels.names[index], score, (left, top, right, bottom))
                    for index, score, (left, top, right, bottom) in rows
                ]
            )
        return found

    @torch.no_grad()
    def ranked(self, places: Tensor, most: int) -> list[tuple[int, int]]:
        """The places of one example that hold its first detections, whatever their scores, and their classes.

        Args:
            places: (places, 4 + classes) of the example.
            most: detections; there are fewer where the others overlap a better one.
        """
        scores, classes = places[:, 4:].flatten(), places.shape[1] - 4
        order = scores.argsort(descending=True, stable=True)
        kept, many = order[:0], 0
        # What is kept depends on better scores alone, so that a few of the best are mostly enough.
        while many < len(order) and len(kept) < most:
            many = max(50 * most, 4 * many)
            best = order[:many]
            place, label = best // classes, best % classes
            kept = suppressed(places[place, :4], scores[best], label, self.overlap)
        chosen = order[kept[:most]]
        return list(zip((chosen // classes).tolist(), (chosen % classes).tolist(), strict=True))

    def predictions(self, scores: Tensor, *, top: int = 5) -> list[list[Prediction]]:
        """The detections with the highest scores; where nothing is found, the best of what is not.

        `Prediction.value` is the score before its sigmoid.
        """
        found = []
        for one in scores.detach().double().cpu():
            ranked = [(index, one[place]) for place, index in self.ranked(one, top)]
            predicted = [
                Prediction(
                    index,
                    self.labels.names[index],
                    self.labels.synset(index),
                    float(place[4 + index].sigmoid()),
                    float(place[4 + index]),
                    box=(float(place[0]), float(place[1]), float(place[2]), float(place[3])),
                )
                for index, place in ranked
            ]
            found.append([each for each in predicted if (each.probability or 0) >= SCORE] or predicted[:1])
        return found

    def questions(self, scores: Tensor) -> list[Question]:
        """Why each of the first detections is found; where nothing is, why the best of what is not."""
        several = range(1, 1 + len(self.predictions(scores, top=_ASKED)[0]))
        return [Question(f"detection:{number}", f"detection:{number}.prob") for number in several]

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


def overlap_of(module: object) -> float | None:
    """The IoU at which a detector's module wants its boxes suppressed, its ``overlap``; None where it says none."""
    said = getattr(module, "overlap", None)
    return said if isinstance(said, float) else None
