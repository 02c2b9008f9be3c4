"""How well a detector detects: COCO's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from convscope.detection.curves import ANY_SIZE, PrecisionRecall, precision_recall
from convscope.detection.judged import Judged

THRESHOLDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
# Areas in pixels of the photo, by COCO's names.
SIZES: Mapping[str, tuple[float, float]] = {
    "small": (0.0, 32.0**2),
    "medium": (32.0**2, 96.0**2),
    "large": (96.0**2, 1e10),
}


@dataclass(frozen=True)
class ClassFigures:
    """How well one class is detected; NaN where there is no such thing.

    Attributes:
        label: the class.
        things: how many there are.
        ap50: average precision at an IoU of 0.5.
        ap: the mean of those at 0.5, 0.55, ... 0.95.
        recall: share of the things that are found at 0.5, the mean over the same thresholds.
    """

    label: str
    things: int
    ap50: float
    ap: float
    recall: float


@dataclass(frozen=True)
class DetectionFigures:
    """COCO's figures, means over the classes that there are; NaN where there is none.

    Attributes:
        map50: mean average precision at an IoU of 0.5.
        map: the mean of those at 0.5, 0.55, ... 0.95.
        recall: average recall over the same thresholds, of at most 100 detections a photo and class.
        map_of_size: as ``map``, of small, medium and large things.
        classes: figures of each.
    """

    map50: float
    map: float
    recall: float
    map_of_size: Mapping[str, float]
    classes: tuple[ClassFigures, ...]


def detection_figures(photos: Sequence[Judged], labels: Sequence[str]) -> DetectionFigures:
    """Judge a detector.

    Args:
        photos: with what was found, also of low scores, and what is there.
        labels: names of the classes.
    """
    curves = [_curves(photos, index, ANY_SIZE) for index in range(len(labels))]
    classes = tuple(
        ClassFigures(
            name,
            mine[0].count,
            mine[0].average_precision,
            _mean([one.average_precision for one in mine]),
            _mean([one.recall for one in mine]),
        )
        for name, mine in zip(labels, curves, strict=True)
    )
    of_size = {
        name: _mean(
            [one.average_precision for index in range(len(labels)) for one in _curves(photos, index, sizes)]
        )
        for name, sizes in SIZES.items()
    }
    return DetectionFigures(
        _mean([one.ap50 for one in classes]),
        _mean([one.ap for one in classes]),
        _mean([one.recall for one in classes]),
        of_size,
        classes,
    )


def mean_ap50(photos: Sequence[Judged], classes: int) -> float:
    """Mean average precision at an IoU of 0.5 over the classes that there are; NaN where there is none."""
    return _mean([precision_recall(photos, index).average_precision for index in range(classes)])


def _curves(photos: Sequence[Judged], label: int, sizes: tuple[float, float]) -> list[PrecisionRecall]:
    return [precision_recall(photos, label, threshold=one, sizes=sizes) for one in THRESHOLDS]


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")
