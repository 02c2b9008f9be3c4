"""The confusion matrix, ordered so that classes which are mistaken for each other stand side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

# More rows than this nobody reads, and the order would take minutes.
SHOWN = 20


@dataclass(frozen=True, eq=False)
class Confusion:
    """How often photos of one class were predicted as another.

    Attributes:
        classes: (K,) the indices of the classes that are shown, in the order that puts confused ones together.
        counts: (K, K) photos by true class (rows) and predicted class (columns).
        left_out: how many classes that occur are not shown: those that are least confused.
    """

    classes: NDArray[np.intp]
    counts: NDArray[np.intp]
    left_out: int


def confusion(truth: NDArray[np.intp], predicted: NDArray[np.intp], shown: int = SHOWN) -> Confusion:
    """The confusion matrix of the classes that occur, true or predicted, ordered by confusion.

    Two classes are the nearer, the larger the share of their photos that are taken for each other.  The order is
    that of the leaves of an average-linkage tree, turned so that neighbours are as near as can be (Bar-Joseph,
    Gifford and Jaakkola 2001, "Fast optimal leaf ordering for hierarchical clustering").

    Args:
        truth: (N,) indices of the true classes.
        predicted: (N,) indices of the predicted ones.
        shown: at most so many classes; where more occur, only those that are confused at all.
    """
    occurring, codes = np.unique(np.concatenate([truth, predicted]), return_inverse=True)
    rows, columns = codes[: len(truth)], codes[len(truth) :]
    # Of a thousand classes the whole matrix is a million numbers, which is still little.
    counts = np.zeros((len(occurring), len(occurring)), dtype=np.intp)
    np.add.at(counts, (rows, columns), 1)
    errors = counts - np.diag(np.diag(counts))
    confused = errors.sum(0) + errors.sum(1)
    most = np.arange(len(counts))
    if len(counts) > shown:
        most = np.sort(np.argsort(-confused, kind="stable")[: min(shown, max((confused > 0).sum(), 2))])
    order = most[_order(counts[np.ix_(most, most)])]
    return Confusion(occurring[order], counts[np.ix_(order, order)], len(occurring) - len(order))


def _order(counts: NDArray[np.intp]) -> NDArray[np.intp]:
    if len(counts) < 3:
        return np.arange(len(counts))
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    distances = 1 - (shares + shares.T) / 2
    np.fill_diagonal(distances, 0)
    condensed = scipy.spatial.distance.squareform(distances, checks=False)
    order: NDArray[np.intp] = scipy.cluster.hierarchy.leaves_list(
        scipy.cluster.hierarchy.optimal_leaf_ordering(scipy.cluster.hierarchy.average(condensed), condensed)
    ).astype(np.intp)
    return order
