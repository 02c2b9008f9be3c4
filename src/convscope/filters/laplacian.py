"""Kernels of the second derivative in all directions: bright and dark spots; their weights sum to 0."""

from __future__ import annotations

import numpy as np
import scipy

from convscope.filters import limits
from convscope.filters.smoothing import Weights, gaussian, identity


def laplacian() -> Weights:
    """Sum of the second differences along rows and columns."""
    return np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])


def laplacian_of_gaussian(sigma: float = 1.5, size: int | None = None) -> Weights:
    """Laplacian of a Gaussian blur: negative on bright spots of radius ``sigma √2``.

    ``(row² + column² - 2 sigma²) / sigma⁴ · gaussian(sigma)``: SciPy's kernel, its impulse
    response, minus its mean, which is 0 except for the cut-off tails.
    """
    size = limits.window(sigma, size)
    answer = scipy.ndimage.gaussian_laplace(identity(size), sigma, radius=size // 2, mode="constant")
    return np.asarray(answer - answer.mean())


def difference_of_gaussians(sigma: float = 1.5, ratio: float = 1.6, size: int | None = None) -> Weights:
    """A narrow Gaussian minus a wide one: positive on bright spots, like the response of retinal ganglion cells.

    ``gaussian(sigma) - gaussian(ratio · sigma)``; near the negative Laplacian of Gaussian at ratio 1.6
    (Marr and Hildreth, 1980).
    """
    limits.positive("ratio", ratio)
    size = limits.window(max(sigma, ratio * sigma), size)
    return gaussian(sigma, size) - gaussian(ratio * sigma, size)
