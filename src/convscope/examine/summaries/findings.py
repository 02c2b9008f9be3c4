"""What follows from a layer's summary: silent units, duplicates, and classes told apart."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from convscope.examine.summaries.layer_summary import LayerSummary
from convscope.examine.summaries.sample import Sample

# Of fewer photos a correlation or an area says nothing.
FEWEST_VALUES = 10
FEWEST_OF_A_CLASS = 5
ALIKE = 0.9999


def dead_units(summary: LayerSummary) -> list[int]:
    """Units that are zero at every place of every photo."""
    moments = summary.moments
    return np.flatnonzero((moments.highest == 0) & (moments.lowest == 0)).tolist()


def constant_units(summary: LayerSummary) -> list[int]:
    """Units that have one value other than zero at every place of every photo."""
    moments = summary.moments
    return np.flatnonzero((moments.highest == moments.lowest) & (moments.highest != 0)).tolist()


def duplicate_units(summary: LayerSummary) -> list[tuple[int, int]]:
    """Pairs of units of which one is a multiple of the other: their highest values on the sample correlate by 0.9999.

    Of several units that are alike each is paired with the first.  Nothing is said of a unit with fewer than ten
    different values in the sample: of units that hardly any photo excites, many would seem alike.
    """
    highest = summary.sample.highest
    varied = np.array([len(np.unique(column)) >= FEWEST_VALUES for column in highest.T], bool)
    alike = np.triu((correlations(highest) >= ALIKE) & varied & varied[:, None], 1)
    return [(int(np.argmax(alike[:, unit])), int(unit)) for unit in np.flatnonzero(alike.any(0))]


def correlations(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """(C, C) correlations of the units of values (M, C); 0 with a unit that is constant there."""
    centred = values.astype(np.float64) - values.mean(0, dtype=np.float64)
    norms = np.linalg.norm(centred, axis=0)
    scaled = centred / np.where(norms > 0, norms, 1)
    found: NDArray[np.float64] = scaled.T @ scaled
    return found


def class_areas(sample: Sample) -> dict[str, NDArray[np.float64]]:
    """For each class (C,) areas under the ROC curve by which a unit's highest value tells it from all others.

    Probability that the unit gets higher on a photo of the class than on another photo, half of the ties included
    (Mann and Whitney 1947).  Classes of which the sample has less than five photos, or all but less than five, are
    left out.
    """
    known = np.array([label is not None for label in sample.labels], bool)
    labels = np.array([label for label in sample.labels if label is not None])
    ranks = scipy.stats.rankdata(sample.highest[known], axis=0) if known.any() else np.zeros((0, 0))
    areas = {}
    for name in sorted({*labels.tolist()}):
        of_class = labels == name
        inside, outside = int(of_class.sum()), int((~of_class).sum())
        if min(inside, outside) >= FEWEST_OF_A_CLASS:
            above = ranks[of_class].sum(0) - inside * (inside + 1) / 2
            areas[name] = above / (inside * outside)
    return areas
