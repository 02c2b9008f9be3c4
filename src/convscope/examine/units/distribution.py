"""How values are distributed, in bars of equal width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BARS = 40


@dataclass(frozen=True)
class Distribution:
    """How many values lie in which bar.

    Attributes:
        low: where the first bar begins.
        high: where the last one ends, which belongs to it.
        counts: of the values in each.
    """

    low: float
    high: float
    counts: tuple[int, ...]


def distribution(values: NDArray[np.floating], marks: Sequence[float] = (), bars: int = BARS) -> Distribution:
    """The distribution of the finite ones among values.

    Args:
        values: of any shape.
        marks: further numbers that shall lie between its ends.
        bars: how many.
    """
    finite = values[np.isfinite(values)]
    low, high = extent(finite, marks)
    counts, _ = np.histogram(finite, bars, (low, high))
    return Distribution(low, high, tuple(counts.tolist()))


def extent(values: NDArray[np.floating], marks: Sequence[float] = ()) -> tuple[float, float]:
    """The least and the greatest of finite values and marks; one apart where they are equal, 0 and 1 without any."""
    ends = [*marks, *([float(values.min()), float(values.max())] if values.size else ())] or [0.0]
    low, high = min(ends), max(ends)
    return low, high if high > low else low + 1
