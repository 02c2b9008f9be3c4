"""Kernels that average: identity, box, Gaussian, motion blur; their weights sum to 1."""

from __future__ import annotations

import math

import numpy as np
import scipy
import skimage
from numpy.typing import NDArray

from convscope.filters import limits

Weights = NDArray[np.float64]


def identity(size: int = 3) -> Weights:
    """Leaves the photo as it is: 1 in the middle, 0 around."""
    limits.odd("size", size)
    weights = np.zeros((size, size))
    weights[size // 2, size // 2] = 1
    return weights


def box(size: int = 3) -> Weights:
    """Averages a square of ``size`` by ``size`` pixels with equal weights."""
    limits.positive("size", size)
    limits.not_beyond("size", size)
    return np.full((size, size), 1 / size**2)


def gaussian(sigma: float = 1.0, size: int | None = None) -> Weights:
    """Averages with weights that fall off as a Gaussian of standard deviation ``sigma`` pixels.

    ``exp(-(row² + column²) / (2 sigma²))``, scaled to sum to 1: SciPy's kernel, as its impulse
    response.
    """
    size = limits.window(sigma, size)
    return np.asarray(scipy.ndimage.gaussian_filter(identity(size), sigma, radius=size // 2, mode="constant"))


def blur() -> Weights:
    """Averages 3 by 3 pixels, nearer ones counting more: 1 2 1 / 2 4 2 / 1 2 1, over 16."""
    return np.outer([1.0, 2, 1], [1, 2, 1]) / 16


def motion_blur(length: int = 9, theta: float = 0.0) -> Weights:
    """Averages along a line of ``length`` pixels, like a camera that moves during the exposure.

    Args:
        length: odd number of pixels from end to end.
        theta: direction in degrees, from rightwards turning downwards.
    """
    limits.odd("length", length)
    reach = length // 2
    right, down = math.cos(math.radians(theta)), math.sin(math.radians(theta))
    across = round(reach * right), round(reach * down)
    weights = np.zeros((length, length))
    rows, columns, coverage = skimage.draw.line_aa(
        reach - across[1], reach - across[0], reach + across[1], reach + across[0]
    )
    weights[rows, columns] = coverage
    return np.asarray(weights / weights.sum())
