"""Things as maps of numbers, and the boxes around them."""

from __future__ import annotations

import torch
from torch import Tensor

# Of the class of what fills up, as of boxes that are read.
_NOTHING = -1.0
# A place holds its thing's number and, above it, the thing's class.
PER_CLASS = 2**16


def numbers_of(maps: Tensor) -> Tensor:
    """The number of each place's thing, from 1 on; 0 where there is none, or nothing is known."""
    return (maps % PER_CLASS) * (maps > 0)


def boxes_of_numbers(maps: Tensor) -> Tensor:
    """The boxes around the things of photos, with their classes.

    Args:
        maps: (N, layers, rows, columns) of each place n + 2^16 c, with n from 1 to 65535 the number of its thing and
            c the class of that, 0 where there is none and less where nothing is known; a thing lies in one layer.

    Returns:
        (N, most, 5) left, top, right, bottom and class, the thing of number n in row n - 1; rows of -1 stand for
        numbers that no place has.  There is at least one row.
    """
    (count, _, rows, columns), numbers = maps.shape, numbers_of(maps)
    most = max(1, int(numbers.max()) if numbers.numel() else 0)
    photo, layer, row, column = (numbers > 0).nonzero(as_tuple=True)
    thing = photo * most + numbers[photo, layer, row, column].long() - 1
    labels = torch.zeros(count * most, dtype=torch.int64, device=maps.device)
    labels[thing] = maps[photo, layer, row, column].long() // PER_CLASS
    edges = []
    for places, length in ((column, columns), (row, rows)):
        first = torch.full((count * most,), length, device=maps.device)
        last = torch.full((count * most,), -1, device=maps.device)
        edges.append(
            (
                first.scatter_reduce(0, thing, places, "amin"),
                1 + last.scatter_reduce(0, thing, places, "amax"),
            )
        )
    (left, right), (top, bottom) = edges
    boxes = torch.stack([left, top, right, bottom, labels], 1).float()
    boxes = torch.where((right > left)[:, None], boxes, _NOTHING)
    return boxes.reshape(count, most, 5)
