"""How to reach a thing's box from a region near it, by ridge regression on the region's features."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from convscope.learn.linear_functions import Floats, Linear

# Lambda of the paper.
_PENALTY = 1000.0


def ridge_regression(parts: Iterable[tuple[Floats, Floats]], features: int, outputs: int) -> Linear:
    """The linear function that is nearest to targets, its weights kept small and its bias free.

        min sum of |t - w x - b|^2 + 1000 |w|^2

    Args:
        parts: of examples, (R, F) and their targets (R, outputs), of which one at a time is held.
        features: F.
        outputs: of the function; 0 of everything where there is no example.

    Source: Girshick et al. 2014, arXiv:1311.2524, appendix C.
    """
    squares: NDArray[np.float64] = np.zeros((features + 1, features + 1))
    products: NDArray[np.float64] = np.zeros((features + 1, outputs))
    for rows, targets in parts:
        known = np.concatenate([rows, np.ones((len(rows), 1))], 1, dtype=np.float64)
        squares, products = squares + known.T @ known, products + known.T @ targets
    if not squares[-1, -1]:
        return Linear(np.zeros((outputs, features), np.float32), np.zeros(outputs, np.float32))
    penalty = np.full(features + 1, _PENALTY)
    penalty[-1] = 0
    solved = np.linalg.solve(squares + np.diag(penalty), products).astype(np.float32)
    return Linear(solved[:-1].T, solved[-1])
