"""Confidence intervals by the bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 1000
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A measure with its confidence interval.

    Attributes:
        value: of all photos.
        low: lower end of the interval.
        high: upper end.
    """

    value: float
    low: float
    high: float


def bootstrap(
    statistic: Callable[[NDArray[np.intp]], NDArray[np.float64]],
    count: int,
    *,
    seed: int = 0,
    draws: int = DRAWS,
    confidence: float = CONFIDENCE,
) -> list[Estimate]:
    """Estimate several numbers by the percentile bootstrap.

    Photos are drawn again with replacement, as many as there are; the interval holds the middle ``confidence`` of
    the numbers so found.  It tells how far chance in the choice of photos can move a number, not how the network
    does on photos of another kind.  Where every photo has the same value (no error at all) it has no width.

    Args:
        statistic: from rows (count,), of which some occur several times, to the numbers (K,); NaN is left out.
        count: number of photos.
        seed: of the draws.
        draws: how many times to draw.
        confidence: share of the draws in the interval.

    Source: Efron 1979, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7(1).
    """
    generator = np.random.default_rng(seed)
    values = statistic(np.arange(count))
    drawn = np.stack([statistic(generator.integers(0, count, count)) for _ in range(draws)])
    tail = (1 - confidence) / 2
    ends = [_quantiles(column, tail) for column in drawn.T]
    return [
        Estimate(float(value), float(low), float(high))
        for value, (low, high) in zip(values, ends, strict=True)
    ]


def _quantiles(column: NDArray[np.float64], tail: float) -> NDArray[np.float64]:
    known = column[~np.isnan(column)]
    return np.quantile(known, [tail, 1 - tail]) if known.size else np.full(2, np.nan)
