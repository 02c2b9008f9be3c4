"""A segmenter beside the truth: figures of classes, outlines and things, confusion, and photos."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.detection.figures import DetectionFigures
from convscope.errors import ImageError
from convscope.evaluation.known import known_means, known_or_none
from convscope.evaluation.resampling import Estimate
from convscope.network import Network
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, picture, table
from convscope.segmentation.overlaps import ClassOverlaps
from convscope.segmentation.thing_matches import ThingMatches

# Photos that are named as the worst.
_WORST = 10


@dataclass(frozen=True, eq=False)
class JudgedMask:
    """A photo whose mask was found.

    Attributes:
        photo: its name.
        overlaps: of its classes.
        boundary_f: (classes,) how well the outlines are met; NaN for a class without any.
        things: how many were found; None where nothing is numbered.
        otsu: how many a threshold and a watershed find without any network, see `otsu_things`; None likewise, and
            where things are of several classes.
    """

    photo: str
    overlaps: ClassOverlaps
    boundary_f: NDArray[np.float64]
    things: ThingMatches | None = None
    otsu: ThingMatches | None = None

    @property
    def figure(self) -> float:
        """By which photos are ordered: the precision of things at 0.5, else the mean IoU; NaN where neither is."""
        return self.overlaps.mean_iou if self.things is None else float(self.things.precision[0])


@dataclass(frozen=True, eq=False)
class ShownMask:
    """A photo as the report shows it.

    Attributes:
        photo: its name.
        truth: the photo under its true classes.
        found: the photo under those that were found.
        wrong: the photo in grey, red where the classes differ.
    """

    photo: str
    truth: Image.Image
    found: Image.Image
    wrong: Image.Image


@dataclass(frozen=True, eq=False, repr=False)
class SegmenterEvaluation(Recorded, Displayed):
    """A segmenter beside the truth.

    Attributes:
        network: that was judged.
        data: name of the data.
        split: of the data.
        labels: names of the classes.
        photos: each judged.
        mean_iou: with its interval.
        shown: the photos that were found worst, the worst first.
        failures: photos and masks that cannot be read, and why.
        seconds: that it took.
        boxes: COCO's figures of the boxes of the things; None where nothing is numbered, or none are found.
        masks: the same by how far their masks overlap.
    """

    network: Network
    data: str
    split: str
    labels: tuple[str, ...]
    photos: tuple[JudgedMask, ...]
    mean_iou: Estimate
    shown: tuple[ShownMask, ...]
    failures: tuple[ImageError, ...]
    seconds: float
    boxes: DetectionFigures | None = None
    masks: DetectionFigures | None = None

    @cached_property
    def overlaps(self) -> ClassOverlaps:
        """Over the places of all photos."""
        return ClassOverlaps(np.sum([photo.overlaps.counts for photo in self.photos], axis=0))

    @cached_property
    def boundary_f(self) -> NDArray[np.float64]:
        """(classes,) the mean over the photos in which a class has an outline; NaN where it has none."""
        return known_means(np.stack([photo.boundary_f for photo in self.photos]))

    @property
    def worst(self) -> list[JudgedMask]:
        """The photos with the lowest figures, the lowest first."""
        known = [photo for photo in self.photos if not math.isnan(photo.figure)]
        return sorted(known, key=lambda photo: photo.figure)[:_WORST]

    @cached_property
    def thing_precision(self) -> NDArray[np.float64] | None:
        """(thresholds,) the mean over the photos that have things or show some; None where nothing is numbered."""
        return _precision([photo.things for photo in self.photos])

    @cached_property
    def otsu_precision(self) -> NDArray[np.float64] | None:
        """The same of what a threshold and a watershed find without any network; None for several classes, too."""
        return _precision([photo.otsu for photo in self.photos])

    @property
    def metrics(self) -> dict[str, float]:
        """The figures by their names; NaN for what is not defined."""
        found = {
            "mean IoU": self.overlaps.mean_iou,
            "mean Dice": self.overlaps.mean_dice,
            "boundary F": float(known_means(self.boundary_f[:, None])[0]),
            "accuracy": self.overlaps.accuracy,
        }
        if self.boxes is not None and self.masks is not None:
            found |= {"box mAP@0.5": self.boxes.map50, "box mAP": self.boxes.map}
            found |= {"mask mAP@0.5": self.masks.map50, "mask mAP": self.masks.map}
        return found | _named(self.thing_precision)

    def document(self) -> dict[str, Any]:
        """The evaluation in plain values, with null for what is not defined."""
        things = [photo.things for photo in self.photos if photo.things is not None]
        return {
            "network": self.network.name,
            "digest": self.network.digest,
            "data": self.data,
            "split": self.split,
            "photos": len(self.photos),
            "metrics": {name: known_or_none(value) for name, value in self.metrics.items()},
            "intervals": {"mean IoU": [known_or_none(self.mean_iou.low), known_or_none(self.mean_iou.high)]},
            "classes": [self._class(index) for index in range(len(self.labels))],
            "things": {
                "there": sum(one.there for one in things),
                "found": sum(one.found for one in things),
                "otsu": {name: known_or_none(value) for name, value in _named(self.otsu_precision).items()}
                or None,
            }
            if things
            else None,
            "confusion": {"classes": self.labels, "counts": self.overlaps.counts.tolist()},
            "worst": [{"photo": one.photo, "figure": known_or_none(one.figure)} for one in self.worst],
            "unreadable": [str(error) for error in self.failures],
        }

    def _class(self, index: int) -> dict[str, Any]:
        overlaps = self.overlaps
        places = overlaps.counts.sum()
        by_scores: dict[str, Any] = {}
        if self.boxes is not None and self.masks is not None and index:
            mask, box = self.masks.classes[index], self.boxes.classes[index]
            by_scores = {
                "things": mask.things,
                "mask AP@0.5": known_or_none(mask.ap50),
                "mask AP": known_or_none(mask.ap),
                "box AP@0.5": known_or_none(box.ap50),
                "box AP": known_or_none(box.ap),
            }
        return {
            "label": self.labels[index],
            "share": float(overlaps.counts[index].sum() / max(places, 1)),
            "IoU": known_or_none(float(overlaps.iou[index])),
            "Dice": known_or_none(float(overlaps.dice[index])),
            "recall": known_or_none(float(overlaps.recall[index])),
            "boundary F": known_or_none(float(self.boundary_f[index])),
        } | by_scores

    def _line(self) -> str:
        name = self.network.name
        return f"{name} on {self.data} ({self.split}): mean IoU {self.overlaps.mean_iou:.2%}"

    def _fragments(self) -> Sequence[str]:
        names = ("label", "share", "IoU", "Dice", "recall", "boundary F")
        rows = [[self._class(index)[name] for name in names] for index in range(len(self.labels))]
        return [
            facts({name: f"{value:.4f}" for name, value in self.metrics.items() if not math.isnan(value)}),
            table(("class", *names[1:]), rows),
            *(picture(one.found) for one in self.shown[:1]),
        ]


def _precision(things: Sequence[ThingMatches | None]) -> NDArray[np.float64] | None:
    each = [one.precision for one in things if one is not None]
    return known_means(np.stack(each)) if each else None


def _named(precision: NDArray[np.float64] | None) -> dict[str, float]:
    """The figures of things by their names; none where nothing is numbered."""
    return {} if precision is None else {"AP@0.5": float(precision[0]), "mAP": float(precision.mean())}
