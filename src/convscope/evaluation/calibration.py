"""Calibration: whether a network that says 90 % is right nine times in ten."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15


@dataclass(frozen=True, eq=False)
class Reliability:
    """Confidence against accuracy in bins of equal width between 0 and 1.

    Attributes:
        counts: (bins,) photos in each bin.
        confidence: (bins,) mean confidence of them; NaN in an empty bin.
        accuracy: (bins,) share of them that are classified correctly; NaN in an empty bin.
    """

    counts: NDArray[np.intp]
    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]

    @property
    def expected_error(self) -> float:
        """Expected calibration error: the mean of ``|accuracy - confidence|`` over the photos."""
        filled = self.counts > 0
        gaps = np.abs(self.accuracy - self.confidence)[filled]
        return float(gaps @ self.counts[filled] / self.counts.sum())


def reliability(
    confidences: NDArray[np.float64], correct: NDArray[np.bool_], bins: int = BINS
) -> Reliability:
    """The reliability diagram of photos (N,).

    Source: Guo et al. 2017, "On calibration of modern neural networks", arXiv:1706.04599.

    Args:
        confidences: probability of the predicted class.
        correct: whether it was the true one.
        bins: bin k holds confidences in (k / bins, (k + 1) / bins].
    """
    places = np.clip(np.ceil(confidences * bins).astype(np.intp) - 1, 0, bins - 1)
    counts = np.bincount(places, minlength=bins)
    filled = counts > 0

    def means(values: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = np.bincount(places, weights=values, minlength=bins)
        shares: NDArray[np.float64] = np.divide(sums, counts, out=np.full(bins, np.nan), where=filled)
        return shares

    return Reliability(counts, means(confidences), means(correct.astype(np.float64)))
