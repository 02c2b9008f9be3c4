"""Probabilities of margins: how often what has such a margin is right, learned on what was held out.

Source: Platt 1999, "Probabilistic outputs for support vector machines and comparisons to regularized likelihood
methods".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convscope.extras import extra


class Sigmoid(NamedTuple):
    """p = 1 / (1 + exp(-(slope m + shift))) of a margin m."""

    slope: float
    shift: float


def platt_scaling(margins: NDArray[np.float64], right: NDArray[np.bool_]) -> Sigmoid:
    """The sigmoid under which what was held out is most likely, by logistic regression.

    What is right shall have the probability (n + 1) / (n + 2), with n of them, what is wrong 1 / (m + 2), with m of
    them: one that is always right is not told to be certain.

    Args:
        margins: (M,) of a class.
        right: (M,) whether what has the margin shows the class.
    """
    if not len(margins):
        return Sigmoid(1.0, 0.0)
    linear_model = extra("sklearn.linear_model", "train")
    hits = right.sum()
    wanted = np.where(right, (hits + 1) / (hits + 2), 1 / (len(right) - hits + 2))
    # A probability that is wanted is two examples, weighted.
    model = linear_model.LogisticRegression(C=np.inf, max_iter=1000, tol=1e-8)
    model.fit(
        np.concatenate([margins, margins])[:, None],
        np.repeat([True, False], len(margins)),
        np.concatenate([wanted, 1 - wanted]),
    )
    return Sigmoid(float(model.coef_[0, 0]), float(model.intercept_[0]))
