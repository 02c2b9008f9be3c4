"""Similarity of two maps."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.stats import spearmanr
from skimage.metrics import structural_similarity
from torch import Tensor

Similarity = Literal["rank", "ssim"]


def likeness(left: Tensor, right: Tensor, measure: Similarity) -> float:
    """Similarity of the magnitudes of two maps (rows, columns), 1 where they are equal.

    ``rank`` is Spearman's rank correlation; ``ssim`` the structural similarity (Wang et al. 2004) of the maps
    divided by their maximum.  Magnitudes, because the sign says little about what a person sees.  A constant map
    is similar to no other: 0.
    """
    first, second = (np.abs(np.asarray(values.cpu(), np.float64)) for values in (left, right))
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    if measure == "rank":
        return float(spearmanr(first, second, axis=None).statistic)
    window = min(7, *(size - 1 + size % 2 for size in first.shape))
    return float(
        structural_similarity(first / first.max(), second / second.max(), data_range=1, win_size=window)
    )
