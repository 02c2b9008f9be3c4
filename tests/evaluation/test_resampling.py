"""Intervals against the normal approximation and SciPy's own bootstrap."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from convscope.evaluation import bootstrap


def mean_of(sample: NDArray[Any]) -> Callable[[NDArray[np.intp]], NDArray[np.float64]]:
    return lambda rows: sample[rows].mean(keepdims=True)


def test_the_interval_of_a_mean_is_scipys() -> None:
    sample = np.random.default_rng(3).exponential(size=200)
    found = bootstrap(mean_of(sample), 200, draws=4000)[0]
    expected = stats.bootstrap(
        (sample,), np.mean, n_resamples=4000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    assert found.value == sample.mean()
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.02)


def test_about_95_of_100_intervals_hold_the_true_share() -> None:
    generator = np.random.default_rng(0)
    held = 0
    for seed in range(200):
        found = bootstrap(mean_of(generator.random(150) < 0.7), 150, seed=seed, draws=300)[0]
        held += found.low <= 0.7 <= found.high
    assert 0.90 <= held / 200 <= 0.99


def test_numbers_that_are_not_known_in_some_draws_are_left_out() -> None:
    def known_with_the_first(rows: NDArray[np.intp]) -> NDArray[np.float64]:
        return np.array([1.0 if 0 in rows else np.nan, np.nan])

    first, never = bootstrap(known_with_the_first, 3)
    assert (first.value, first.low, first.high) == (1, 1, 1)
    assert np.isnan([never.value, never.low, never.high]).all()
