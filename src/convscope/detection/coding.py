"""Boxes as offsets from others: the four numbers that R-CNN and what followed it learn."""

from __future__ import annotations

import math

import torch
from torch import Tensor

# How much each offset counts in the loss: the weights of Fast R-CNN's published code are (10, 10, 5, 5).
Weights = tuple[float, float, float, float]
PLAIN: Weights = (1.0, 1.0, 1.0, 1.0)
# A width or height grows at most to 1000 / 16 of what it was, before a network has learned what it says.
_MOST = math.log(1000 / 16)


def encoded(boxes: Tensor, references: Tensor, weights: Weights = PLAIN) -> Tensor:
    """What must be said of a reference to reach a box.

    With x, y, w, h the centre, width and height of the box and a that of the reference:

        t = (wx (x - xa) / wa,  wy (y - ya) / ha,  ww log(w / wa),  wh log(h / ha))

    Args:
        boxes: (..., 4) left, top, right, bottom, of some area.
        references: (..., 4) likewise: proposals or anchors.
        weights: (wx, wy, ww, wh).

    Source: Girshick et al. 2014, arXiv:1311.2524, appendix C.
    """
    (x, y, width, height), (xa, ya, wa, ha) = _centred(boxes), _centred(references)
    offsets = torch.stack([(x - xa) / wa, (y - ya) / ha, (width / wa).log(), (height / ha).log()], -1)
    return offsets * offsets.new_tensor(weights)


def decoded(offsets: Tensor, references: Tensor, weights: Weights = PLAIN) -> Tensor:
    """The boxes (..., 4) that offsets (..., 4) from references (..., 4) mean, the inverse of `encoded`.

    Logarithms are bounded by log(1000 / 16), as in Detectron, so that no box becomes infinite.
    """
    dx, dy, dw, dh = (offsets / offsets.new_tensor(weights)).unbind(-1)
    xa, ya, wa, ha = _centred(references)
    x, y = xa + dx * wa, ya + dy * ha
    width, height = wa * dw.clamp(max=_MOST).exp(), ha * dh.clamp(max=_MOST).exp()
    return torch.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], -1)


def clipped(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Boxes (..., 4) cut off at the edges of a photo of (rows, columns); what lies outside loses its area."""
    rows, columns = size
    return torch.stack(
        [edge.clamp(0, (columns, rows)[place % 2]) for place, edge in enumerate(boxes.unbind(-1))], -1
    )


def enlarged(boxes: Tensor, factor: float) -> Tensor:
    """Boxes (..., 4) of the same centres with sides ``factor`` times as long; they may reach beyond the photo."""
    first, last = boxes[..., :2], boxes[..., 2:]
    centre, half = (first + last) / 2, (last - first) / 2 * factor
    return torch.cat([centre - half, centre + half], -1)


def _centred(boxes: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Column and row of the centre, width and height."""
    left, top, right, bottom = boxes.unbind(-1)
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
