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


def matched_things(
    truth: NDArray[np.integer],
    found: NDArray[np.integer],
    classes: tuple[NDArray[np.integer], NDArray[np.integer]] | None = None,
) -> ThingMatches:
    """Match things that cover each other by an IoU above each threshold; from 0.5 on a thing has one match at most.

    The precision so defined is that of the 2018 Data Science Bowl: Caicedo et al. 2019, "Nucleus segmentation across
    imaging experiments", Nature Methods 16.

    Args:
        truth: (rows, columns) number of each place's thing; 0 where there is none.
        found: likewise.
        classes: the class of each number of both, by which things are matched as well; by default all are of one.
    """
    (first, there), (second, present) = (_renumbered(side) for side in (truth, found))
    shared = np.zeros((len(there) + 1, len(present) + 1), np.int64)
    np.add.at(shared, (first, second), 1)
    own, other = shared.sum(1)[1:, None], shared.sum(0)[None, 1:]
    both = shared[1:, 1:]
    iou = both / (own + other - both)
    if classes is not None:
        iou = np.where(classes[0][there][:, None] == classes[1][present][None], iou, 0)
    matched = np.array([(iou > threshold).sum() for threshold in THRESHOLDS], np.int64)
    return ThingMatches(len(there), len(present), matched)


def _renumbered(numbers: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.integer]]:
    """(places,) the numbers from 1 on without gaps, 0 staying 0, and the numbers that things had."""
    things = np.unique(numbers[numbers > 0])
    return np.where(numbers > 0, np.searchsorted(things, numbers) + 1, 0).ravel(), things
