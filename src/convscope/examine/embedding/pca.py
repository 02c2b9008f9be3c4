"""Principal component analysis: the plane of the largest variance."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.examine.embedding.settings import EmbedSettings
from convscope.examine.neighbours.search import Matrix
from convscope.extras import extra


def fit(vectors: Matrix, _: EmbedSettings) -> NDArray[np.float64]:
    """Points (N, 2): the projections of vectors (N, C) onto their first two principal components.

    Source: Pearson 1901, On lines and planes of closest fit to systems of points in space.
    """
    found: NDArray[np.float64] = _fitted(vectors).transform(vectors).astype(np.float64)
    return found


def place(
    vectors: Matrix, _points: NDArray[np.float64], new: Matrix, _: EmbedSettings
) -> NDArray[np.float64]:
    """Points (M, 2) of new vectors (M, C): their projections onto the same components."""
    found: NDArray[np.float64] = _fitted(vectors).transform(new).astype(np.float64)
    return found


def _fitted(vectors: Matrix) -> Any:
    return extra("sklearn.decomposition", "examine").PCA(2, svd_solver="covariance_eigh").fit(vectors)
