"""The outline of a mask, as a browser draws it."""

from __future__ import annotations

import numpy as np

from convscope.detection.box_mask import BoxMask

# Pixels by which an outline may be drawn off, so that a few corners say it.
_TOLERANCE = 0.3

Polygon = list[tuple[float, float]]


def outline_of(mask: BoxMask, size: tuple[int, int]) -> list[Polygon]:
    """Polygons of x and y around the pixels of a picture of (rows, columns) that a mask covers.

    Holes are polygons, too: what an odd number of them encloses is covered.
    """
    from skimage.measure import approximate_polygon, find_contours

    rows, columns, covered = mask.window(size)
    # A rim of bare pixels closes what reaches the edge; the middle of a pixel lies half a pixel behind its corner.
    corner = np.array([rows.start, columns.start]) - 0.5
    lines = [
        approximate_polygon(line, _TOLERANCE) + corner
        for line in find_contours(np.pad(covered, 1).astype(np.float32), 0.5)
    ]
    return [[(round(float(x), 2), round(float(y), 2)) for y, x in line[:-1]] for line in lines]
