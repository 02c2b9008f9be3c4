"""How torchvision's detectors fit photos to their size, and how their boxes come back to the photo's pixels."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.detection.coding import clipped
from convscope.images import Preprocessing

# The usual photo is so much longer than it is high.
_ASPECT = 4 / 3
_MULTIPLE = 32


class Fitted(NamedTuple):
    """Photos at the size at which a detector looks at them.

    Attributes:
        values: (N, C, rows, columns), zeros below and at the right up to a multiple of the greatest stride.
        size: (rows, columns) without these.
        given: (rows, columns) of the photos as they came.
    """

    values: Tensor
    size: tuple[int, int]
    given: tuple[int, int]

    def placed(self, boxes: Tensor) -> Tensor:
        """Boxes (..., 4) cut off at the edges, in pixels of the photos as they came."""
        rows, columns = (given / own for given, own in zip(self.given, self.size, strict=True))
        edges = clipped(boxes, self.size).unbind(-1)
        scaled = [edge * (columns, rows)[place % 2] for place, edge in enumerate(edges)]
        return torch.stack(scaled, -1)

    def looked_at(self, boxes: Tensor) -> Tensor:
        """Boxes (..., 4) of the photos as they came in pixels of what is looked at, the inverse of `placed`."""
        rows, columns = (own / given for given, own in zip(self.given, self.size, strict=True))
        scaled = [edge * (columns, rows)[place % 2] for place, edge in enumerate(boxes.unbind(-1))]
        return torch.stack(scaled, -1)


def fitted(photos: Tensor, transform: Any) -> Fitted:
    """Normalised photos (N, C, rows, columns) as a detector's transform resizes and pads them in evaluation.

    Args:
        photos: of one size.
        transform: torchvision's ``GeneralizedRCNNTransform``.
    """
    rows, columns = photos.shape[2:]
    if transform.fixed_size is not None:
        size = transform.fixed_size[1], transform.fixed_size[0]
    else:
        scale = min(transform.min_size[-1] / min(rows, columns), transform.max_size / max(rows, columns))
        size = floor(rows * scale), floor(columns * scale)
    if size != (rows, columns):
        photos = F.interpolate(photos, size, mode="bilinear", align_corners=False)
    below, right = (ceil(side / transform.size_divisible) * transform.size_divisible - side for side in size)
    if below or right:
        photos = F.pad(photos, (0, right, 0, below))
    return Fitted(photos, size, (rows, columns))


def framed(transform: Any) -> Preprocessing:
    """How photos become the input of a detector, at the size at which its transform leaves them as they are.

    A frame holds the whole photo; a detector that takes photos of one shape has them squeezed to it.
    """
    mean, std = _numbers(transform.image_mean), _numbers(transform.image_std)
    if transform.fixed_size is not None:
        size = (int(transform.fixed_size[1]), int(transform.fixed_size[0]))
        return Preprocessing(size, size, "bilinear", mean, std)
    rows = int(transform.min_size[-1])
    frame = rows, min(ceil(rows * _ASPECT / _MULTIPLE) * _MULTIPLE, int(transform.max_size))
    grey = tuple(round(255 * value) for value in mean)
    return Preprocessing(frame, frame, "bilinear", mean, std, fit="contain", border=grey)


def _numbers(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
