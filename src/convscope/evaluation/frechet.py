"""How far two sets of pictures are from each other: the Fréchet distance of their features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def frechet_distance(first: NDArray[np.floating], second: NDArray[np.floating]) -> float:
    """The squared Fréchet distance of two Gaussians with the means and covariances of features (N, D) and (M, D).

    |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)).  With centred features X and Y the last trace is the sum of the
    singular values of X Y^T / ((N - 1) (M - 1))^(1/2), which needs no root of a matrix, also where there are fewer
    pictures than features.  The fewer pictures, the greater the distance, also between sets of one kind: only
    distances of as many pictures are compared.

    Args:
        first: of two pictures or more.
        second: likewise.

    Source: Heusel et al. 2017, "GANs trained by a two time-scale update rule converge to a local Nash equilibrium",
    arXiv:1706.08500, with features of Inception, whose distance is called FID.
    """
    means, spreads = zip(*(_moments(one) for one in (first, second)), strict=True)
    shared = np.linalg.svd(spreads[0] @ spreads[1].T, compute_uv=False).sum()
    distance = (
        np.square(means[0] - means[1]).sum() + sum(np.square(one).sum() for one in spreads) - 2 * shared
    )
    # Of equal sets, rounding leaves a little less than nothing.
    return max(0.0, float(distance))


def _moments(features: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean (D,), and a root (N, D) of the covariance: its square X^T X is it."""
    values = features.astype(np.float64)
    mean = values.mean(0)
    return mean, (values - mean) / np.sqrt(len(values) - 1)
