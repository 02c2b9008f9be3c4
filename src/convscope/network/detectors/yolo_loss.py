"""How YOLO learns: squared errors of all that the cells say, weighted."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.detection.paired import paired_ious
from convscope.network.detectors.yolo_cells import Cells

# Weights of the errors of boxes, and of confidences where there is nothing.
_COORDINATES, _NOTHING = 5.0, 0.5


def responsible_cells(truth: Tensor, grid: tuple[int, int], stride: int) -> Tensor:
    """Which thing each cell shall find: that whose centre lies in it, of several the smallest.

    Args:
        truth: (most, 5) of one photo, rows of class -1 filling up.
        grid: (rows, columns).
        stride: pixels from one cell to the next.

    Returns:
        (cells,) row of the truth, -1 where a cell shall find nothing.
    """
    rows, columns = grid
    found = truth.new_full((rows * columns,), -1, dtype=torch.int64)
    area = (truth[:, 2] - truth[:, 0]) * (truth[:, 3] - truth[:, 1])
    for thing in area.argsort(descending=True, stable=True).tolist():
        left, top, right, bottom, label = truth[thing].tolist()
        if label >= 0:
            row = min(int((top + bottom) / 2 / stride), rows - 1)
            column = min(int((left + right) / 2 / stride), columns - 1)
            found[row * columns + column] = thing
    return found


def yolo_losses(cells: Cells, truth: Tensor) -> Tensor:
    """The loss (N,) of each photo.

    In a cell with a thing, the box that overlaps it more is responsible for it.  With x and y in cells, w and h in
    parts of the photo, C the confidence and p the classes:

        loss = 5 sum over responsible boxes of (x - x')^2 + (y - y')^2 + (sqrt w - sqrt w')^2 + (sqrt h - sqrt h')^2
             + sum over responsible boxes of (C - IoU)^2 + 0.5 sum over all other boxes of C^2
             + sum over cells with a thing of the sum over the classes of (p - p')^2

    Args:
        cells: of the photos.
        truth: (N, most, 5).

    Source: Redmon et al. 2016, arXiv:1506.02640, equation 3.
    """
    rows = torch.stack([responsible_cells(one, cells.grid, cells.stride) for one in truth])
    photo, cell = (rows >= 0).nonzero(as_tuple=True)
    things = truth[photo, rows[photo, cell]]
    overlaps = paired_ious(cells.boxes.detach()[photo, cell], things[:, None, :4])
    overlap, box = overlaps.max(1)
    confidences = cells.confidences
    wanted, weights = torch.zeros_like(confidences), torch.full_like(confidences, _NOTHING)
    wanted[photo, cell, box], weights[photo, cell, box] = overlap, 1.0
    of_confidences = (weights * (confidences - wanted).square()).flatten(1).sum(1)
    off = cells.shapes[photo, cell, box] - _shapes(things, cell, cells)
    classes = F.one_hot(things[:, 4].long(), cells.classes.shape[-1])
    of_things = _COORDINATES * off.square().sum(1) + (cells.classes[photo, cell] - classes).square().sum(1)
    return of_confidences.index_add(0, photo, of_things)


def _shapes(things: Tensor, cell: Tensor, cells: Cells) -> Tensor:
    """What the cells should say of the shapes of things (n, 4)."""
    rows, columns = cells.grid
    left, top, right, bottom = (things[:, :4] / cells.stride).unbind(-1)
    row, column = cell // columns, cell % columns
    centre = [(left + right) / 2 - column, (top + bottom) / 2 - row]
    sides = [((right - left) / columns).sqrt(), ((bottom - top) / rows).sqrt()]
    return torch.stack([*centre, *sides], -1)
