"""A detector beside the truth: figures, errors, confusion and calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from convscope.datasets.boxed import BoxedPhoto
from convscope.detection.curves import PrecisionRecall
from convscope.detection.error_kinds import DetectionError, counts_of
from convscope.detection.figures import DetectionFigures
from convscope.detection.judged import Judged, Places
from convscope.errors import ImageError
from convscope.evaluation.calibration import Reliability
from convscope.evaluation.known import known_or_none
from convscope.evaluation.resampling import Estimate
from convscope.network import Network
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, table

# Photos that are named as the worst.
_WORST = 10


@dataclass(frozen=True, eq=False, repr=False)
class DetectorEvaluation(Recorded, Displayed):
    """A detector beside the truth.

    Attributes:
        network: that was judged.
        data: name of the data.
        split: of the data.
        score: least score of the detections that are shown, whose errors are told.
        photos: with what was found and what is there, in pixels of each photo.
        sources: where each photo is read from.
        figures: COCO's.
        map50: the mean average precision at an IoU of 0.5 with its interval.
        curves: of each class, precision and recall at an IoU of 0.5.
        errors: of the detections that are shown, in the kinds of TIDE.
        confusion: (classes + 1, classes + 1) see `class_confusion`.
        reliability: scores of the detections that are shown against the share of them that are right.
        failures: photos that cannot be read, and why.
        seconds: that it took.
    """

    network: Network
    data: str
    split: str
    score: float
    photos: tuple[Judged, ...]
    sources: tuple[BoxedPhoto, ...]
    figures: DetectionFigures
    map50: Estimate
    curves: tuple[PrecisionRecall, ...]
    errors: tuple[DetectionError, ...]
    confusion: Places
    reliability: Reliability
    failures: tuple[ImageError, ...]
    seconds: float

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the classes."""
        return tuple(self.network.labels.names)

    @property
    def worst(self) -> list[tuple[str, int]]:
        """The photos with the most errors, and how many."""
        return Counter(error.photo for error in self.errors).most_common(_WORST)

    @property
    def calibration_error(self) -> float | None:
        """Mean difference of scores and the share of such detections that are right; None where none is shown."""
        return self.reliability.expected_error if self.reliability.counts.sum() else None

    def document(self) -> dict[str, Any]:
        """The evaluation in plain values, with null for what is not defined."""
        known = self.figures
        figures = {"mAP@0.5": known.map50, "mAP": known.map, "recall": known.recall}
        of_size = {f"mAP {size}": value for size, value in known.map_of_size.items()}
        return {
            "network": self.network.name,
            "weights": self.network.weights,
            "digest": self.network.digest,
            "data": self.data,
            "split": self.split,
            "photos": len(self.photos),
            "score": self.score,
            "metrics": {name: known_or_none(value) for name, value in (figures | of_size).items()},
            "intervals": {"mAP@0.5": [known_or_none(self.map50.low), known_or_none(self.map50.high)]},
            "classes": [self._class(index) for index in range(len(self.labels))],
            "errors": counts_of(self.errors),
            "confusion": {"classes": [*self.labels, "nothing"], "counts": self.confusion.tolist()},
            "calibration": {"expected_error": self.calibration_error},
            "worst": [{"photo": photo, "errors": count} for photo, count in self.worst],
            "unreadable": [str(error) for error in self.failures],
        }

    def _class(self, index: int) -> dict[str, Any]:
        one, curve = self.figures.classes[index], self.curves[index]
        precision, recall = curve.at(self.score)
        return {
            "label": one.label,
            "things": one.things,
            "AP@0.5": known_or_none(one.ap50),
            "AP": known_or_none(one.ap),
            "recall": known_or_none(one.recall),
            "at_score": {"precision": known_or_none(precision), "recall": recall if one.things else None},
            "best_score": known_or_none(curve.best_score),
        }

    def _line(self) -> str:
        name = self.network.name
        return f"{name} on {self.data} ({self.split}): mAP@0.5 {self.figures.map50:.2%}"

    def _fragments(self) -> Sequence[str]:
        rows = [(one.label, one.things, one.ap50, one.ap, one.recall) for one in self.figures.classes]
        counts = zip((*self.labels, "nothing"), self.confusion.tolist(), strict=True)
        return [
            facts(
                {
                    name: f"{value:.4f}"
                    for name, value in self.document()["metrics"].items()
                    if value is not None
                }
            ),
            table(("class", "things", "AP@0.5", "AP", "recall"), rows),
            facts(counts_of(self.errors)),
            table(
                ("there", *self.labels, "nothing"),
                [(name, *row) for name, row in counts],
                caption="A row for each class that is there, a column for each that was found.",
            ),
        ]
