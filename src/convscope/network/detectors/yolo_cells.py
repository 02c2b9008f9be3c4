"""The cells of YOLO's grid: what each says, and the boxes that it means."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

# A score is the logit of a product that is no probability: it is kept between this and 1 less this.
_LEAST = 1e-4


class Cells(NamedTuple):
    """What the cells of a grid say, row after row.

    Attributes:
        classes: (N, cells, classes) how much a cell shows each class, given that it shows something.
        confidences: (N, cells, B) what the IoU of each box with a thing is, 0 where there is none.
        shapes: (N, cells, B, 4) of each box the centre's x and y, in cells from the cell's left upper corner, and the
            square roots of width and height in parts of the photo's.
        grid: (rows, columns) of cells.
        stride: pixels from one cell to the next.
    """

    classes: Tensor
    confidences: Tensor
    shapes: Tensor
    grid: tuple[int, int]
    stride: int

    @property
    def boxes(self) -> Tensor:
        """(N, cells, B, 4) left, top, right and bottom in pixels."""
        rows, columns = self.grid
        row = torch.arange(rows, device=self.shapes.device).repeat_interleave(columns)[:, None]
        column = torch.arange(columns, device=self.shapes.device).repeat(rows)[:, None]
        x, y, width, height = self.shapes.unbind(-1)
        x, y = (x + column) * self.stride, (y + row) * self.stride
        width = width.square() * (columns * self.stride) / 2
        height = height.square() * (rows * self.stride) / 2
        return torch.stack([x - width, y - height, x + width, y + height], -1)

    @property
    def outputs(self) -> Tensor:
        """(N, B cells, 4 + classes): a class's score is the logit of its value times the box's confidence."""
        values = self.classes[:, :, None] * self.confidences[..., None]
        scores = values.clamp(_LEAST, 1 - _LEAST).logit()
        return torch.cat([self.boxes, scores], -1).flatten(1, 2)
