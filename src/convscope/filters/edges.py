"""Edge kernels: their weights sum to 0.

A ``horizontal`` kernel responds to horizontal edges, that is change from row to row, and is positive where the
photo gets brighter downwards; a ``vertical`` one is positive where it gets brighter to the right.  Weights
are the integers of the textbooks, so that SciPy's Sobel and Prewitt are the same, scikit-image's a multiple.
"""

from __future__ import annotations

import numpy as np

from convscope.filters.smoothing import Weights


def horizontal_edges() -> Weights:
    """Difference of the pixel below and the pixel above."""
    return np.array([[-1.0], [0], [1]])


def vertical_edges() -> Weights:
    """Difference of the pixel to the right and the pixel to the left."""
    return horizontal_edges().T


def edge() -> Weights:
    """Difference of each pixel and its four neighbours."""
    return np.array([[0.0, -1, 0], [-1, 4, -1], [0, -1, 0]])


def outline() -> Weights:
    """Difference of each pixel and its eight neighbours."""
    return np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]])


def prewitt_horizontal() -> Weights:
    """Prewitt: differences downwards, averaged equally over three columns."""
    return np.array([[-1.0, -1, -1], [0, 0, 0], [1, 1, 1]])


def prewitt_vertical() -> Weights:
    """Prewitt: differences rightwards, averaged equally over three rows."""
    return prewitt_horizontal().T


def sobel_horizontal() -> Weights:
    """Sobel: differences downwards, the middle column counting twice."""
    return np.array([[-1.0, -2, -1], [0, 0, 0], [1, 2, 1]])


def sobel_vertical() -> Weights:
    """Sobel: differences rightwards, the middle row counting twice."""
    return sobel_horizontal().T


def top_sobel() -> Weights:
    """Sobel: differences upwards, the middle column counting twice."""
    return -sobel_horizontal()


def bottom_sobel() -> Weights:
    """Sobel: differences downwards, the middle column counting twice; `sobel_horizontal` by its other name."""
    return sobel_horizontal()


def left_sobel() -> Weights:
    """Sobel: differences leftwards, the middle row counting twice."""
    return -sobel_vertical()


def right_sobel() -> Weights:
    """Sobel: differences rightwards, the middle row counting twice; `sobel_vertical` by its other name."""
    return sobel_vertical()


def scharr_horizontal() -> Weights:
    """Scharr: differences downwards, weighted to favour no direction."""
    return np.array([[-3.0, -10, -3], [0, 0, 0], [3, 10, 3]])


def scharr_vertical() -> Weights:
    """Scharr: differences rightwards, weighted to favour no direction."""
    return scharr_horizontal().T


def roberts_down_right() -> Weights:
    """Roberts: difference along the diagonal down to the right."""
    return np.array([[-1.0, 0], [0, 1]])


def roberts_down_left() -> Weights:
    """Roberts: difference along the diagonal down to the left."""
    return np.array([[0.0, -1], [1, 0]])
