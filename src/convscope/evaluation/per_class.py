"""Precision, recall and F1 of each class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ClassCounts:
    """How often each class was true, was said, and was both; (classes,) each.

    A share of nothing is NaN: the precision of a class that was never said, the recall of one without photos.

    Attributes:
        true: photos of the class.
        said: photos of which the network said it.
        hit: photos of the class of which the network said it.
    """

    true: NDArray[np.intp]
    said: NDArray[np.intp]
    hit: NDArray[np.intp]

    @property
    def precision(self) -> NDArray[np.float64]:
        """Hits among those said."""
        return _share(self.hit, self.said)

    @property
    def recall(self) -> NDArray[np.float64]:
        """Hits among those true."""
        return _share(self.hit, self.true)

    @property
    def f1(self) -> NDArray[np.float64]:
        """Harmonic mean of precision and recall: ``2 hit / (true + said)``."""
        return _share(2 * self.hit, self.true + self.said)


def class_counts(truth: NDArray[np.intp], predicted: NDArray[np.intp], classes: int) -> ClassCounts:
    """Count the classes of photos (N,)."""
    return ClassCounts(
        true=np.bincount(truth, minlength=classes),
        said=np.bincount(predicted, minlength=classes),
        hit=np.bincount(truth[truth == predicted], minlength=classes),
    )


def _share(part: NDArray[np.intp], whole: NDArray[np.intp]) -> NDArray[np.float64]:
    share: NDArray[np.float64] = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return share
