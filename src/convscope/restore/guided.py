"""Maps enlarged along the edges of a photo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import uniform_filter

# Of the windows, in pixels of the small photo, and how much of an edge's variance (of a guide from 0 to 1) is noise.
_SIDE = 9
_EPSILON = 1e-3
# Rows that are enlarged at a time, so that memory is bounded.
_ROWS = 256


class GuidedMaps:
    """Maps p (rows, columns, C) of a small guide g, to be enlarged along the edges of a large one.

    In each window p = a g + b with a = cov(g, p) / (var(g) + epsilon) and b = mean(p) - a mean(g); a and b, the means
    over all windows that hold a place, are enlarged along lines and applied to the large guide.

    Source: He and Sun 2015, "Fast guided filter", arXiv:1505.00996.
    """

    def __init__(self, maps: NDArray[np.float32], guide: NDArray[np.float32]) -> None:
        """Fit the maps to the small guide (rows, columns), 0 to 1."""
        small = guide[..., None]
        mean, means = _mean(small), _mean(maps)
        slope = (_mean(small * maps) - mean * means) / (_mean(small * small) - mean * mean + _EPSILON)
        self._lines = np.dstack([_mean(slope), _mean(means - slope * mean)])

    def bands(self, shape: tuple[int, int]) -> Iterator[tuple[slice, NDArray[np.float32]]]:
        """Rows of a large guide of this shape, with a and b there (rows, columns, 2 C), the upper ones first."""
        rows, columns = shape
        height, width = self._lines.shape[:2]
        maps = [Image.fromarray(np.ascontiguousarray(line)) for line in np.moveaxis(self._lines, 2, 0)]
        for top in range(0, rows, _ROWS):
            bottom = min(rows, top + _ROWS)
            box = (0, top * height / rows, width, bottom * height / rows)
            size = (columns, bottom - top)
            parts = [np.asarray(one.resize(size, Image.Resampling.BILINEAR, box)) for one in maps]
            yield slice(top, bottom), np.dstack(parts)


def _mean(maps: NDArray[Any]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = uniform_filter(maps, (_SIDE, _SIDE, 0), mode="nearest")
    return found
