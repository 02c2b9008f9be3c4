"""How far two maps of classes cover each other: intersection over union and Dice's coefficient, class by class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ClassOverlaps:
    """How often places of each class were taken for each; those of several photos are added.

    Attributes:
        counts: (classes, classes) places, a row for each true class, a column for each found one.
    """

    counts: NDArray[np.int64]

    def __add__(self, other: ClassOverlaps) -> ClassOverlaps:
        return ClassOverlaps(self.counts + other.counts)

    @property
    def iou(self) -> NDArray[np.float64]:
        """(classes,) |T and F| / |T or F|; NaN for a class that is neither there nor found."""
        both, there, found = self._sides
        return _ratio(both, there + found - both)

    @property
    def dice(self) -> NDArray[np.float64]:
        """(classes,) 2 |T and F| / (|T| + |F|); NaN likewise."""
        both, there, found = self._sides
        return _ratio(2 * both, there + found)

    @property
    def recall(self) -> NDArray[np.float64]:
        """(classes,) share of a class's true places that were found; NaN for a class that is not there."""
        both, there, _ = self._sides
        return _ratio(both, there)

    @property
    def mean_iou(self) -> float:
        """The mean of `iou` over the classes that are there or were found; NaN where there is none."""
        return _mean(self.iou)

    @property
    def mean_dice(self) -> float:
        """The mean of `dice` over the same classes."""
        return _mean(self.dice)

    @property
    def accuracy(self) -> float:
        """Share of the places that are right; NaN where there is none."""
        return float(_ratio(np.trace(self.counts), self.counts.sum()))

    @property
    def _sides(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        return self.counts.diagonal(), self.counts.sum(1), self.counts.sum(0)


def overlaps_of(truth: NDArray[np.integer], found: NDArray[np.integer], classes: int) -> ClassOverlaps:
    """Compare a map with the truth.

    Args:
        truth: (...) index of each place's class; places with a greater number than there are classes count for
            nothing.
        found: likewise, below ``classes`` everywhere.
        classes: how many there are.
    """
    counted = truth < classes
    pairs = truth[counted].astype(np.int64) * classes + found[counted]
    return ClassOverlaps(np.bincount(pairs, minlength=classes * classes).reshape(classes, classes))


def _ratio(above: NDArray[np.int64], below: NDArray[np.int64]) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(above / below, np.float64)


def _mean(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
