"""The nearest training pictures in feature space."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors


def nearest(
    features: NDArray[np.float32], among: NDArray[np.float32], count: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The pictures whose features point in the most similar direction.

    Args:
        features: (N, D) of the photos that are asked about.
        among: (M, D) of the pictures to choose from.
        count: how many for each photo; fewer where there are fewer pictures.

    Returns:
        Their rows (N, count) in ``among``, the most similar first, and the cosines (N, count) of the angles.
    """
    index = NearestNeighbors(n_neighbors=min(count, len(among)), metric="cosine", algorithm="brute").fit(
        among
    )
    distances, rows = index.kneighbors(features)
    return rows, 1 - distances
