"""Which methods are significantly worse than the best: a paired bootstrap, with Holm's correction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.trust.holm import holm

DRAWS = 10_000
LEVEL = 0.05


def worse_than_best(scores: NDArray[np.float64], *, seed: int) -> NDArray[np.float64]:
    """How probable a difference from the best is where there is none, for each method.

    Photos are drawn again with replacement, the same for all methods, since some photos are hard for all.  A method's
    p is twice the share of draws in which it is at least as good as the best; Holm's correction holds the chance of
    any false difference among all methods below the level.  A few photos give small p too easily, and one tells
    nothing of others: p is then 0 of all but the best and what equals it.

    Args:
        scores: (photos, methods) higher is better, NaN where there is none; methods of equal maps once.
        seed: of the draws.

    Returns:
        (methods,) p after the correction, 1 for the best; NaN for methods without a score.

    Sources: Efron 1979, Annals of Statistics 7(1); Holm 1979, Scandinavian Journal of Statistics 6(2).
    """
    there = ~np.isnan(scores)
    found = np.full(scores.shape[1], np.nan)
    known = there.any(0)
    if not known.any():
        return found
    means = np.nanmean(scores[:, known], axis=0)
    best = np.flatnonzero(known)[int(means.argmax())]
    behind = scores[:, best : best + 1] - scores
    paired = ~np.isnan(behind)
    count = len(scores)
    weights = (
        np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=DRAWS).astype(float)
    )
    total, held = weights @ np.where(paired, behind, 0), weights @ paired
    drawn = np.divide(total, held, out=np.zeros_like(total), where=held > 0)
    p = np.minimum(1, 2 * (drawn <= 0).mean(0))
    p[best] = 1
    others = np.array([place for place in np.flatnonzero(known) if place != best], dtype=int)
    found[others] = holm(p[others])
    found[best] = 1
    return found
