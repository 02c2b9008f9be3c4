"""How well the outlines of classes are met, of which the places inside say nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

# Of the diagonal, as in the paper.
TOLERANCE = 0.0075


@dataclass(frozen=True, eq=False)
class BoundaryScore:
    """How well the outlines of one photo's classes are met.

    Attributes:
        precision: (classes,) share of the found outline that lies near the true one.
        recall: (classes,) share of the true outline that lies near the found one.
        f: (classes,) their harmonic mean, 2 P R / (P + R).

    A class that has an outline in neither map is NaN, one that has it in a single map 0.
    """

    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    f: NDArray[np.float64]


def boundary_score(
    truth: NDArray[np.integer], found: NDArray[np.integer], classes: int, *, tolerance: float = TOLERANCE
) -> BoundaryScore:
    """Compare the outlines of classes in two maps.

    The outline of a class are its places beside one of another class; borders of the photo, and of places that count
    for nothing, are none.

    Args:
        truth: (rows, columns) index of each place's class; greater numbers count for nothing.
        found: likewise, below ``classes`` everywhere.
        classes: how many there are.
        tolerance: how far apart outlines may lie, in parts of the photo's diagonal; at least one place.

    Source: Csurka, Larlus and Perronnin 2013, "What is a good evaluation measure for semantic segmentation?", BMVC.
    """
    counted = truth < classes
    reach = max(1.0, tolerance * float(np.hypot(*truth.shape)))
    precision, recall, f = (np.full(classes, np.nan) for _ in range(3))
    for label in range(classes):
        true, own = (_outline(side == label, counted) for side in (truth, found))
        if not true.any() and not own.any():
            continue
        precision[label], recall[label] = _near(own, true, reach), _near(true, own, reach)
        both = precision[label] + recall[label]
        f[label] = 2 * precision[label] * recall[label] / both if both else 0.0
    return BoundaryScore(precision, recall, f)


def _outline(mask: NDArray[np.bool_], counted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    inside, outside = mask & counted, ~mask & counted
    found = np.zeros_like(mask)
    found[1:] |= inside[1:] & outside[:-1]
    found[:-1] |= inside[:-1] & outside[1:]
    found[:, 1:] |= inside[:, 1:] & outside[:, :-1]
    found[:, :-1] |= inside[:, :-1] & outside[:, 1:]
    return found


def _near(these: NDArray[np.bool_], those: NDArray[np.bool_], reach: float) -> float:
    """Share of some places that lie at most so far from others; 0 where one side is empty."""
    if not these.any() or not those.any():
        return 0.0
    distance: NDArray[np.float64] = scipy.ndimage.distance_transform_edt(~those)
    return float((distance[these] <= reach).mean())
