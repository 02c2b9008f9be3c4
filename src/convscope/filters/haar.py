"""Haar's kernels: sums and differences of halves of a square (Haar, 1910).

At one size the four are orthonormal: each has the weights ±1/size, and any two have the product 0.
"""

from __future__ import annotations

import numpy as np

from convscope.errors import FilterError
from convscope.filters import limits
from convscope.filters.smoothing import Weights


def average(size: int = 2) -> Weights:
    """Sum over the square."""
    ones, _ = _profiles(size)
    return np.outer(ones, ones) / size


def horizontal(size: int = 2) -> Weights:
    """Lower half minus upper half."""
    ones, step = _profiles(size)
    return np.outer(step, ones) / size


def vertical(size: int = 2) -> Weights:
    """Right half minus left half."""
    ones, step = _profiles(size)
    return np.outer(ones, step) / size


def diagonal(size: int = 2) -> Weights:
    """One pair of opposite quarters minus the other pair."""
    _, step = _profiles(size)
    return np.outer(step, step) / size


def _profiles(size: int) -> tuple[Weights, Weights]:
    if size < 2 or size % 2:
        raise FilterError(f"A Haar kernel halves its square, so its size must be even, not {size}.")
    limits.not_beyond("size", size)
    return np.ones(size), np.repeat([-1.0, 1.0], size // 2)
