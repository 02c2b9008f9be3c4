"""Figures of which some are of nothing: these are NaN, and null in a document."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def known_means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each column the mean of what is known; NaN where nothing is.

    Args:
        values: (rows, columns).

    Returns:
        (columns,).
    """
    known = ~np.isnan(values)
    count = known.sum(0)
    return np.where(count > 0, np.where(known, values, 0).sum(0) / np.maximum(count, 1), np.nan)


def known_or_none(value: float) -> float | None:
    """A figure as a document has it.

    Args:
        value: NaN where there is nothing.
    """
    return None if math.isnan(value) else value
