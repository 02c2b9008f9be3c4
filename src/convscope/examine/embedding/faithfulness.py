"""How far points of the plane can be trusted: what of the vectors' neighbourhoods they keep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.examine.neighbours.search import Matrix, nearest_others
from convscope.extras import extra

# Of more photos a random sample is judged, since trustworthiness ranks each against all.
MOST = 5000


@dataclass(frozen=True)
class Faithfulness:
    """What points keep of the neighbourhoods of vectors.

    Attributes:
        trustworthiness: 1 where all that are near as points are near as vectors, about 0.5 by chance.
        preservation: share of each vector's nearest neighbours that are among its point's nearest.
        by_chance: what the preservation of points in random order is.
        among: how many neighbours were looked at.
        photos: of how many photos.
    """

    trustworthiness: float
    preservation: float
    by_chance: float
    among: int
    photos: int


def faithfulness(
    vectors: Matrix, points: NDArray[np.float64], among: int = 10, *, most: int = MOST, seed: int = 0
) -> Faithfulness:
    """Judge points by the vectors that they stand for.

    Trustworthiness is 1 - 2 / (N k (2 N - 3 k - 1)) times the sum, over each point and those of its k nearest points
    that are not among the k nearest vectors, of the rank as a vector less k.  Preservation is the mean share of the k
    nearest vectors that are among the k nearest points; it asks more.

    Args:
        vectors: (N, C) of length 1.
        points: (N, 2).
        among: k; at most a little less than half of the photos.
        most: of more photos so many are drawn at random.
        seed: of the draw.

    Source: Venna and Kaski 2001, Neighborhood preservation in nonlinear projection methods; Lee and Verleysen 2009,
    Quality assessment of dimensionality reduction, for preservation.
    """
    if len(vectors) > most:
        drawn = np.sort(np.random.default_rng(seed).choice(len(vectors), most, replace=False))
        vectors, points = vectors[drawn], points[drawn]
    count = min(among, (len(vectors) - 1) // 2)
    near_vectors, _ = nearest_others(vectors, count)
    near_points = _nearest_points(points, count)
    kept = (near_vectors[:, :, None] == near_points[:, None, :]).any(2)
    return Faithfulness(
        trustworthiness=float(
            extra("sklearn.manifold", "examine").trustworthiness(vectors, points, n_neighbors=count)
        ),
        preservation=float(kept.mean()),
        by_chance=count / (len(vectors) - 1),
        among=count,
        photos=len(vectors),
    )


def _nearest_points(points: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    from scipy.spatial import KDTree

    _, rows = KDTree(points).query(points, count + 1)
    own = rows == np.arange(len(points))[:, None]
    own[~own.any(1), -1] = True
    found: NDArray[np.int64] = rows[~own].reshape(-1, count)
    return found
