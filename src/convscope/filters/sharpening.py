"""Kernels that sharpen and keep brightness: their weights sum to 1."""

from __future__ import annotations

import numpy as np

from convscope.filters import limits
from convscope.filters.smoothing import Weights, gaussian, identity


def sharpen() -> Weights:
    """Strengthens each pixel against its four neighbours."""
    return np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]])


def unsharp(sigma: float = 1.5, amount: float = 1.0, size: int | None = None) -> Weights:
    """Adds ``amount`` times the difference from a Gaussian blur (unsharp masking).

    ``(1 + amount) identity - amount gaussian(sigma)``.
    """
    limits.positive("amount", amount)
    blur = gaussian(sigma, size)
    return (1 + amount) * identity(len(blur)) - amount * blur


def emboss() -> Weights:
    """Embosses: lights the photo as a relief from the upper left, keeping its brightness."""
    return np.array([[-2.0, -1, 0], [-1, 1, 1], [0, 1, 2]])
