"""The oriented kernels of Leung and Malik's bank (International Journal of Computer Vision, 2001)."""

from __future__ import annotations

import math

import numpy as np

from convscope.errors import FilterError
from convscope.filters import limits
from convscope.filters.smoothing import Weights


def bar(
    order: int = 2,
    theta: float = 0.0,
    sigma: float = 1.5,
    elongation: float = 3.0,
    size: int | None = None,
) -> Weights:
    """Derivative of a long Gaussian across its length: long edges at order 1, bars at order 2.

    ``∂^order g(u; sigma) / ∂u^order · g(v; elongation · sigma)`` with u along ``theta`` and v across, minus
    its mean, divided by the sum of its magnitudes.

    Args:
        order: of the derivative, 1 or 2.
        theta: direction across the bar, in degrees, from rightwards turning downwards.
        sigma: standard deviation along ``theta`` in pixels.
        elongation: how many times longer the kernel is across ``theta``.
        size: odd number of rows and columns; by default three standard deviations of the longer side.

    Raises:
        FilterError: when an option is outside its range.
    """
    if order not in (1, 2):
        raise FilterError(f"Order must be 1 or 2, not {order}.")
    limits.positive("sigma", sigma)
    limits.positive("elongation", elongation)
    reach = limits.window(sigma * max(1, elongation), size) // 2
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    cosine, sine = math.cos(math.radians(theta)), math.sin(math.radians(theta))
    along, across = columns * cosine + rows * sine, rows * cosine - columns * sine
    envelope = np.exp(-((along / sigma) ** 2 + (across / (elongation * sigma)) ** 2) / 2)
    # Correlated, +u answers what gets brighter along u, and the negative second derivative bright bars.
    weights = envelope * (along if order == 1 else sigma**2 - along**2)
    weights -= weights.mean()
    return np.asarray(weights / np.abs(weights).sum())
