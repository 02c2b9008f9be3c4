"""Detections in pixels of a network's input, put into the photo that it showed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from convscope.detection import Box, Detection, Detections
from convscope.detection.box_mask import BoxMask
from convscope.images import Photo, Preprocessing
from convscope.network.network import Network


def on_photo(
    detections: Sequence[Detection], network: Network, photo: Photo, at: tuple[int, int] = (0, 0)
) -> Detections:
    """Detections in pixels of the network's input as such in pixels of the photo, cut off at its edges.

    Args:
        detections: of the photo.
        network: whose preprocessing was applied.
        photo: that it saw, or a window of one.
        at: (row, column) of a window in its photo, from where pixels are counted.
    """
    size, edges = (photo.rows, photo.columns), cast(Preprocessing, network.preprocessing)
    return Detections(_on_photo(one, edges, size, at) for one in detections)


def _on_photo(
    one: Detection, preprocessing: Preprocessing, size: tuple[int, int], at: tuple[int, int]
) -> Detection:
    box, (rows, columns) = _placed(one.box, preprocessing, size), size
    left, top, right, bottom = box
    inside = (
        min(max(left, 0.0), float(columns)),
        min(max(top, 0.0), float(rows)),
        min(max(right, 0.0), float(columns)),
        min(max(bottom, 0.0), float(rows)),
    )
    mask = None if one.mask is None else BoxMask(one.mask.values, _moved(box, at))
    return Detection(one.index, one.label, one.score, _moved(inside, at), mask)


def _placed(box: Box, preprocessing: Preprocessing, size: tuple[int, int]) -> Box:
    top, left, bottom, right = preprocessing.region_of(size)
    row, column = (bottom - top) / preprocessing.size[0], (right - left) / preprocessing.size[1]
    return left + box[0] * column, top + box[1] * row, left + box[2] * column, top + box[3] * row


def _moved(box: Box, at: tuple[int, int]) -> Box:
    row, column = at
    return box[0] + column, box[1] + row, box[2] + column, box[3] + row
