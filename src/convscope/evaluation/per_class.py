"""Precision, recall and F1 of each class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ClassCounts:
    """How often each class was true, was predicted, and was both; (classes,) each.

    A share of nothing is NaN: the precision of a class that was never predicted, the recall of one without photos.

    Attributes:
        true: photos of the class.
        predicted: photos that the network assigned to the class.
        correct: photos of the class that the network assigned to it.
    """

    true: NDArray[np.intp]
    predicted: NDArray[np.intp]
    correct: NDArray[np.intp]

    @property
    def precision(self) -> NDArray[np.float64]:
        """Share of the photos assigned to the class that are of it."""
        return _share(self.correct, self.predicted)

    @property
    def recall(self) -> NDArray[np.float64]:
        """Share of the class's photos that are assigned to it."""
        return _share(self.correct, self.true)

    @property
    def f1(self) -> NDArray[np.float64]:
        """Harmonic mean of precision and recall: ``2 correct / (true + predicted)``."""
        return _share(2 * self.correct, self.true + self.predicted)


def class_counts(truth: NDArray[np.intp], predicted: NDArray[np.intp], classes: int) -> ClassCounts:
    """Count the classes of photos (N,)."""
    return ClassCounts(
        true=np.bincount(truth, minlength=classes),
        predicted=np.bincount(predicted, minlength=classes),
        correct=np.bincount(truth[truth == predicted], minlength=classes),
    )


def _share(part: NDArray[np.intp], whole: NDArray[np.intp]) -> NDArray[np.float64]:
    share: NDArray[np.float64] = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return share
