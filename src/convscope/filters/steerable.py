"""Steerable kernels: directional derivatives of a Gaussian, from a few fixed ones (Freeman and Adelson, 1991)."""

from __future__ import annotations

import math

import numpy as np
import scipy

from convscope.errors import FilterError
from convscope.filters import limits
from convscope.filters.smoothing import Weights, identity

HIGHEST_ORDER = 4


def steerable(order: int = 1, theta: float = 0.0, sigma: float = 1.5, size: int | None = None) -> Weights:
    """Derivative of a Gaussian in one direction: edges at order 1, lines at order 2.

    The derivative in any direction is a sum of order + 1 fixed kernels,
    ``Σ_k C(order, k) cos(theta)^(order-k) sin(theta)^k ∂^order G / ∂column^(order-k) ∂row^k``, which SciPy
    computes; here one correlates, so that a positive first order responds to what gets brighter along ``theta``.

    Args:
        order: of the derivative, 1 to 4.
        theta: direction in degrees, from rightwards turning downwards.
        sigma: standard deviation of the Gaussian in pixels.
        size: odd number of rows and columns; by default four standard deviations on each side.

    Raises:
        FilterError: when an option is outside its range.
    """
    if not 1 <= order <= HIGHEST_ORDER:
        raise FilterError(f"Order must be 1 to {HIGHEST_ORDER}, not {order}.")
    # The tails of derivatives reach farther than those of the Gaussian itself.
    size = limits.window(4 / 3 * sigma, size)
    cosine, sine = math.cos(math.radians(theta)), math.sin(math.radians(theta))
    weights = np.zeros((size, size))
    for k in range(order + 1):
        factor = math.comb(order, k) * cosine ** (order - k) * sine**k
        # SciPy's answer to a single bright pixel is its kernel turned by 180 degrees.
        answer = scipy.ndimage.gaussian_filter(
            identity(size), sigma, order=(k, order - k), radius=size // 2, mode="constant"
        )
        weights += factor * answer[::-1, ::-1]
    return np.asarray(weights - weights.mean())
