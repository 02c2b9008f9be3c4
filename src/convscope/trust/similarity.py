"""How alike two maps are."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.stats import spearmanr
from skimage.metrics import structural_similarity
from torch import Tensor

Similarity = Literal["rank", "ssim"]


def likeness(left: Tensor, right: Tensor, measure: Similarity) -> float:
    """How alike the sizes of two maps (rows, columns) are, 1 where they are equal.

    ``rank`` is Spearman's correlation of their places; ``ssim`` the structural similarity (Wang et al. 2004) of the
    maps as shares of their greatest value.  Sizes, because the sign tells little of what a person sees.  A map of
    equal values is like no other: 0.
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
