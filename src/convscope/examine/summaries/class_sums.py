"""The mean of each unit on the photos of each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ClassSums:
    """Sums over the photos of K classes; only classes that occur, sorted by name.

    Attributes:
        names: of the classes.
        counts: (K,) photos of each.
        sums: (K, C) of the highest values of each unit.
    """

    names: tuple[str, ...]
    counts: NDArray[np.int64]
    sums: NDArray[np.float64]

    @property
    def means(self) -> NDArray[np.float64]:
        """(K, C) of each unit's highest values on the photos of a class."""
        return self.sums / self.counts[:, None]


def class_sums(labels: Sequence[str | None], highest: NDArray[np.float32]) -> ClassSums:
    """Sums of (N, C) highest values by the photos' classes; None is a photo that nobody labelled."""
    names = tuple(sorted({label for label in labels if label is not None}))
    belongs = np.array([[label == name for label in labels] for name in names], bool)
    belongs = belongs.reshape(len(names), len(labels))
    sums = [highest[of_class].sum(0, dtype=np.float64) for of_class in belongs]
    return ClassSums(names, belongs.sum(1), np.reshape(sums, (len(names), highest.shape[1])))


def merged_class_sums(first: ClassSums, second: ClassSums) -> ClassSums:
    """Sums over the photos of both."""
    names = tuple(sorted({*first.names, *second.names}))
    counts = np.zeros(len(names), np.int64)
    sums = np.zeros((len(names), first.sums.shape[1]))
    for part in (first, second):
        rows = [names.index(name) for name in part.names]
        counts[rows] += part.counts
        sums[rows] += part.sums
    return ClassSums(names, counts, sums)
