"""A map on the whole photo, in the photo's own resolution and shape."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.render.map_drawing import MapDrawing

Region = tuple[float, float, float, float]

_BAND = 1_000_000  # pixels drawn in one go: a photo of fifty megapixels shall not take gigabytes
_PALE, _PALENESS = 205.0, 0.6
_STRIPE = 32.0
_EVERY = 6  # of so many bands along the diagonal one is a stripe


def draw_on_whole(drawing: MapDrawing, photo: NDArray[np.uint8], region: Region) -> NDArray[np.uint8]:
    """Draw a map where it belongs on a photo; what the network did not see is pale and hatched.

    Args:
        drawing: the map.
        photo: (rows, columns, 3) sRGB.
        region: (top, left, bottom, right) of what the network sees, in pixels of the photo; may lie beyond it.

    Returns:
        (rows, columns, 3) sRGB.
    """
    top, left, bottom, right = region
    first, last, begin, end = seen_pixels(photo.shape[:2], region)
    drawn = np.empty_like(photo)
    for at in _bands(*photo.shape[:2]):
        drawn[at] = _unseen(photo[at], at.start)
    columns = slice(begin, end)
    for at in _bands(last - first, end - begin):
        rows = slice(first + at.start, first + at.stop)
        box = (
            (rows.start - top) / (bottom - top),
            (begin - left) / (right - left),
            (rows.stop - top) / (bottom - top),
            (end - left) / (right - left),
        )
        inside = np.clip(box, 0, 1)
        drawn[rows, columns] = drawing.over(photo[rows, columns], tuple(map(float, inside)))  # type: ignore[arg-type]
    return drawn


def seen_pixels(shape: tuple[int, ...], region: Region) -> tuple[int, int, int, int]:
    """(first row, one past the last, first column, one past the last) of a photo that the network sees."""
    top, left, bottom, right = region
    first, begin = max(0, round(top)), max(0, round(left))
    return (
        first,
        max(first + 1, min(shape[0], round(bottom))),
        begin,
        max(begin + 1, min(shape[1], round(right))),
    )


def sees_all(shape: tuple[int, ...], region: Region) -> bool:
    """Whether the network sees the whole photo, to a pixel."""
    return seen_pixels(shape, region) == (0, shape[0], 0, shape[1])


def _bands(rows: int, columns: int) -> list[slice]:
    step = max(1, _BAND // max(1, columns))
    return [slice(start, min(rows, start + step)) for start in range(0, rows, step)]


def _unseen(photo: NDArray[np.uint8], first: int) -> NDArray[np.uint8]:
    """Part of a photo in pale grey with stripes along the diagonal; ``first`` is the row that it begins with."""
    rows, columns = photo.shape[:2]
    grey = photo.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    pale = (1 - _PALENESS) * grey + _PALENESS * _PALE
    width = max(1, round(columns / 240))
    diagonal = (np.arange(first, first + rows)[:, None] + np.arange(columns)) // width
    pale -= np.where(diagonal % _EVERY == 0, _STRIPE, 0)
    return np.repeat(np.rint(pale.clip(0, 255)).astype(np.uint8)[:, :, None], 3, axis=2)
