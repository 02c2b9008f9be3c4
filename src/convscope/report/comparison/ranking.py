"""Means, intervals and ranks of methods over photos."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from convscope.evaluation import Estimate, bootstrap
from convscope.report.comparison.significance import LEVEL, worse_than_best

Scores = NDArray[np.float64]  # (photos, methods, metrics), NaN where a metric does not apply


def estimates(scores: Scores, *, seed: int) -> list[list[Estimate]]:
    """The mean over the photos with its 95 % interval, for each method and metric."""
    count, methods, metrics = scores.shape
    found = bootstrap(partial(_means_of, scores), count, seed=seed)
    return [found[place * metrics : (place + 1) * metrics] for place in range(methods)]


def leaders(
    scores: Scores, higher: Sequence[bool], *, seed: int
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """(methods, metrics) the best method by each metric and those not significantly worse, and each one's p.

    See `worse_than_best`.  With a single photo the best leads alone.
    """
    signed = scores * np.where(higher, 1, -1)
    columns = range(signed.shape[2])
    p = np.stack([worse_than_best(signed[:, :, column], seed=seed) for column in columns], axis=1)
    return p > LEVEL, p


def ranked(scores: Scores, higher: Sequence[bool]) -> list[float]:
    """The mean of each method's ranks by the metrics that apply to it, 1 the best."""
    means = _means(scores * np.where(higher, -1, 1))
    ranks = rankdata(means, axis=0, nan_policy="omit")
    return [float(rank) for rank in _means(ranks.T)]


def _means_of(scores: NDArray[np.float64], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    return _means(scores[rows]).ravel()


def _means(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the first axis, ignoring NaN; NaN where all are."""
    there = ~np.isnan(scores)
    count = there.sum(0)
    total = np.where(there, scores, 0).sum(0)
    means: NDArray[np.float64] = np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)
    return means
