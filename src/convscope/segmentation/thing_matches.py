"""How many things of a photo are found: numbers beside numbers, matched by how far they cover each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# IoU from which on a thing counts as found.
THRESHOLDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))


@dataclass(frozen=True, eq=False)
class ThingMatches:
    """The things of one photo beside those that were found.

    Attributes:
        there: how many there are.
        found: how many were found.
        matched: (thresholds,) how many of both are one thing, at each of `THRESHOLDS`.
    """

    there: int
    found: int
    matched: NDArray[np.int64]

    @property
    def precision(self) -> NDArray[np.float64]:
        """(thresholds,) matched / (there + found - matched); NaN where nothing is there and nothing was found."""
        below = self.there + self.found - self.matched
        return np.where(below > 0, self.matched / np.maximum(below, 1), np.nan)


def matched_things(truth: NDArray[np.integer], found: NDArray[np.integer]) -> ThingMatches:
    """Match things that cover each other by an IoU above each threshold; from 0.5 on a thing has one match at most.

    The precision so defined is that of the 2018 Data Science Bowl: Caicedo et al. 2019, "Nucleus segmentation across
    imaging experiments", Nature Methods 16.

    Args:
        truth: (rows, columns) number of each place's thing; 0 where there is none.
        found: likewise.
    """
    (first, there), (second, count) = (_renumbered(side) for side in (truth, found))
    shared = np.zeros((there + 1, count + 1), np.int64)
    np.add.at(shared, (first, second), 1)
    own, other = shared.sum(1)[1:, None], shared.sum(0)[None, 1:]
    both = shared[1:, 1:]
    iou = both / (own + other - both)
    matched = np.array([(iou > threshold).sum() for threshold in THRESHOLDS], np.int64)
    return ThingMatches(there, count, matched)


def _renumbered(numbers: NDArray[np.integer]) -> tuple[NDArray[np.intp], int]:
    """(places,) the numbers from 1 on without gaps, 0 staying 0, and how many things there are."""
    things = np.unique(numbers[numbers > 0])
    return np.where(numbers > 0, np.searchsorted(things, numbers) + 1, 0).ravel(), len(things)
