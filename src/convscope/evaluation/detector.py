"""Judging a detector on photos whose boxes are known."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convscope.datasets.boxed import BoxedDataset, BoxedPhoto, open_boxed
from convscope.datasets.dataset import UNDIVIDED
from convscope.detection.error_kinds import DetectionError, counts_of, detection_errors
from convscope.detection.figures import DetectionFigures, detection_figures
from convscope.detection.judged import Found, Judged, Truth
from convscope.errors import DataError, EvaluationError, ImageError
from convscope.images import Photo
from convscope.learn.run import Run
from convscope.network import Network
from convscope.network.batches import batch_size, prepared_batches
from convscope.network.detecting import boxes_task, on_photo
from convscope.network.from_run import is_run, read_description, run_folder, without_epoch
from convscope.network.task.boxes import SCORE, Boxes
from convscope.progress import Progress
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, table

# Detections of a lower score are too many to keep, and change an average precision by nothing that can be seen.
_LEAST = 0.01
# Photos that are named as the worst.
_WORST = 10


@dataclass(frozen=True, repr=False)
class DetectorEvaluation(Displayed):
    """A detector beside the truth.

    Attributes:
        network: its name.
        data: name of the data.
        split: of the data.
        labels: names of the classes.
        photos: with what was found and what is there, in pixels of each photo.
        figures: COCO's.
        errors: of the detections that are shown, in the kinds of TIDE.
        failures: photos that cannot be read, and why.
    """

    network: str
    data: str
    split: str
    labels: tuple[str, ...]
    photos: tuple[Judged, ...]
    figures: DetectionFigures
    errors: tuple[DetectionError, ...]
    failures: tuple[ImageError, ...]

    @property
    def worst(self) -> list[tuple[str, int]]:
        """The photos with the most errors, and how many."""
        return Counter(error.photo for error in self.errors).most_common(_WORST)

    def document(self) -> dict[str, Any]:
        """The evaluation in plain values, with null for what is not defined."""
        known, classes = self.figures, self.figures.classes
        figures = {"mAP@0.5": known.map50, "mAP": known.map, "recall": known.recall}
        of_size = {f"mAP {size}": value for size, value in known.map_of_size.items()}
        return {
            "network": self.network,
            "data": self.data,
            "split": self.split,
            "photos": len(self.photos),
            "metrics": {name: _defined(value) for name, value in (figures | of_size).items()},
            "classes": [
                {
                    "label": one.label,
                    "things": one.things,
                    "AP@0.5": _defined(one.ap50),
                    "AP": _defined(one.ap),
                    "recall": _defined(one.recall),
                }
                for one in classes
            ],
            "errors": counts_of(self.errors),
            "worst": [{"photo": photo, "errors": count} for photo, count in self.worst],
        }

    def _line(self) -> str:
        return f"{self.network} on {self.data} ({self.split}): mAP@0.5 {self.figures.map50:.2%}"

    def _fragments(self) -> Sequence[str]:
        rows = [(one.label, one.things, one.ap50, one.ap, one.recall) for one in self.figures.classes]
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
        ]


def evaluate_detector(
    network: Network,
    data: str | os.PathLike[str] | None = None,
    *,
    split: str | None = None,
    score: float = SCORE,
    progress: Progress | None = None,
) -> DetectorEvaluation:
    """Judge a detector by COCO's figures and by what is wrong with its detections.

    Args:
        network: a detector.
        data: place of photos with boxes; by default those of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.
        score: least score of the detections whose errors are told; the figures take all.
        progress: told how many photos are done.

    Raises:
        NetworkError: the network finds no boxes.
        DataError: there are no such data or no such split, or boxes of a class that the network does not know.
        EvaluationError: no photo can be read.
        Cancelled: somebody asked to stop.
    """
    task, progress = boxes_task(network), progress or Progress()
    boxed = _data(network.opening.spec, data)
    chosen = split or next(name for name in ("test", "val", UNDIVIDED, "train") if name in boxed.splits)
    if chosen not in boxed.splits:
        raise DataError(f"{boxed.name} has no split {chosen!r}.", f"It has {', '.join(boxed.splits)}.")
    labels, photos = task.labels.names, boxed.splits[chosen]
    numbers = {label: index for index, label in enumerate(labels)}
    unknown = [label for label in boxed.classes if label not in numbers]
    if unknown:
        raise DataError(
            f"{boxed.name} has boxes of {unknown[0]!r}, a class that {network.name} does not know.",
            f"It knows {', '.join(labels[:10])}.",
        )
    judged: list[Judged] = []
    failures: list[ImageError] = []
    done = 0
    for batch in prepared_batches(network, photos, _decoded, batch_size(network.graph())):
        failures += [error for _, error in batch.failures]
        if batch.inputs is not None:
            found = task.detections(network.scores(batch.inputs), least=_LEAST)
            for source, photo, mine in zip(batch.sources, batch.photos, found, strict=True):
                placed = on_photo(mine, network, photo)
                judged.append(
                    Judged(
                        source.name,
                        Found(
                            np.array([one.box for one in placed], np.float64).reshape(-1, 4),
                            np.array([one.score for one in placed], np.float64),
                            np.array([one.index for one in placed], np.int64),
                        ),
                        _truth(source, boxed.classes, numbers),
                    )
                )
        done += len(batch.order)
        progress.step(done, len(photos), what="evaluating")
        progress.check()
    if not judged:
        raise EvaluationError(f"No photo of {boxed.name} can be read.", "`convscope data` says why.")
    return DetectorEvaluation(
        network.name,
        boxed.name,
        chosen,
        labels,
        tuple(judged),
        detection_figures(judged, labels),
        tuple(detection_errors(judged, score=score)),
        tuple(failures),
    )


def finds_boxes(spec: str) -> bool:
    """Whether a spec names a run of a detector."""
    return is_run(spec) and read_description(run_folder(without_epoch(spec))).task == Boxes.name


def _data(spec: str, data: str | os.PathLike[str] | None) -> BoxedDataset:
    if data is None:
        if not is_run(spec):
            raise DataError(
                f"{spec or 'The network'} is no run, so its data are not known.", "Give the data as well."
            )
        return Run.open(without_epoch(spec)).boxes()
    boxed = open_boxed(data)
    if boxed is None:
        raise DataError(
            f"{os.fspath(data)} has no boxes in a form that is known: VOC, COCO or YOLO.",
            "`convscope data` says what it sees there.",
        )
    return boxed


def _decoded(photo: BoxedPhoto) -> Photo:
    pixels = photo.source.pixels(photo.name)
    return Photo(photo.name, np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels[..., :3])


def _truth(photo: BoxedPhoto, classes: Sequence[str], numbers: Mapping[str, int]) -> Truth:
    return Truth(
        np.array([one.box for one in photo.boxes], np.float64).reshape(-1, 4),
        np.array([numbers[classes[one.label]] for one in photo.boxes], np.int64),
        np.array([one.is_crowd for one in photo.boxes], np.bool_),
    )


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else value
