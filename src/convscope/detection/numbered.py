"""The boxes of numbered things."""

from __future__ import annotations

import torch
from torch import Tensor

# Of the class of what fills up, as of boxes that are read.
_NOTHING = -1.0


def boxes_of_numbers(numbers: Tensor) -> Tensor:
    """The boxes around the things of maps of numbers, all of one class.

    Args:
        numbers: (N, rows, columns) of each place's thing, from 1 on, 0 where there is none and less where nothing is
            known.

    Returns:
        (N, most, 5) left, top, right, bottom and class 0, the thing of number n in row n - 1; rows of -1 stand for
        numbers that no place has.  There is at least one row.
    """
    count, rows, columns = numbers.shape
    most = max(1, int(numbers.max()) if numbers.numel() else 0)
    photo, row, column = (numbers > 0).nonzero(as_tuple=True)
    thing = photo * most + numbers[photo, row, column].long() - 1
    edges = []
    for places, length in ((column, columns), (row, rows)):
        first = torch.full((count * most,), length, device=numbers.device)
        last = torch.full((count * most,), -1, device=numbers.device)
        edges.append(
            (
                first.scatter_reduce(0, thing, places, "amin"),
                1 + last.scatter_reduce(0, thing, places, "amax"),
            )
        )
    (left, right), (top, bottom) = edges
    boxes = torch.stack([left, top, right, bottom, torch.zeros_like(left)], 1).float()
    boxes = torch.where((right > left)[:, None], boxes, _NOTHING)
    return boxes.reshape(count, most, 5)
