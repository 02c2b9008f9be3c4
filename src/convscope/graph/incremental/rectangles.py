"""Rectangles of feature maps at many positions: cut out with what surrounds them, laid into, put back.

Values are channels_last inside, so that one place is one run of memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.graph.incremental.areas import Area


@dataclass(frozen=True)
class Positions:
    """Where the rectangles of one area lie.

    Attributes:
        rows: (B, rows) of each rectangle; they may lie outside the map.
        columns: (B, columns).
    """

    rows: Tensor
    columns: Tensor

    @classmethod
    def of(cls, area: Area, shifts: Tensor) -> Positions:
        """Positions of an area moved by (B, 2) pixels of the input."""
        starts = [area.first[axis] + shifts[:, axis] // area.stride[axis] for axis in (0, 1)]
        rows, columns = (start[:, None] + torch.arange(n) for start, n in zip(starts, area.size, strict=True))
        return cls(rows, columns)

    def inside(self, extents: tuple[int, int]) -> Tensor:
        """(B, rows, columns) whether a place lies in a map."""
        rows = (self.rows >= 0) & (self.rows < extents[0])
        columns = (self.columns >= 0) & (self.columns < extents[1])
        return rows[:, :, None] & columns[:, None, :]


def cut_out(value: Tensor, positions: Positions, fill: float) -> Tensor:
    """Rectangles (B, C, rows, columns) of a value (1, C, H, W), with a number for what lies outside."""
    rows, columns = positions.rows, positions.columns
    above, left = max(0, -int(rows.min())), max(0, -int(columns.min()))
    below = max(0, int(rows.max()) + 1 - value.shape[2])
    right = max(0, int(columns.max()) + 1 - value.shape[3])
    padded = F.pad(value, (left, right, above, below), value=fill) if above + left + below + right else value
    flat = padded.permute(0, 2, 3, 1).reshape(-1, value.shape[1])
    index = (rows + above)[:, :, None] * padded.shape[3] + (columns + left)[:, None, :]
    found = flat.index_select(0, index.flatten().to(value.device))
    return found.reshape(*index.shape, value.shape[1]).permute(0, 3, 1, 2)


def lay_into(
    large: Tensor, area: Area, patch: Tensor, own: Area, outside: Tensor | None, fill: float
) -> None:
    """Write patches (B, C, rows, columns) of an area over those of a larger or overlapping one.

    ``outside`` (B, rows, columns) says which places of the patch lie outside the map: there stands ``fill``.
    """
    target, source = [], []
    for axis in (0, 1):
        start = max(area.first[axis], own.first[axis])
        end = min(area.first[axis] + area.size[axis], own.first[axis] + own.size[axis])
        if start >= end:
            return
        target.append(slice(start - area.first[axis], end - area.first[axis]))
        source.append(slice(start - own.first[axis], end - own.first[axis]))
    region = large[:, :, *target]
    region.copy_(patch[:, :, *source])
    if outside is not None:
        region.masked_fill_(outside[:, None, *source], fill)


def put_back(value: Tensor, patch: Tensor, positions: Positions) -> Tensor:
    """Maps (B, C, H, W): the value (1, C, H, W) with each rectangle (B, C, rows, columns) in its place."""
    channels, extents = value.shape[1], (value.shape[2], value.shape[3])
    inside = positions.inside(extents)
    flat = value.permute(0, 2, 3, 1).reshape(1, -1, channels).repeat(len(patch), 1, 1)
    batch = torch.arange(len(patch))[:, None, None] * (extents[0] * extents[1])
    index = batch + positions.rows[:, :, None] * extents[1] + positions.columns[:, None, :]
    places = patch.permute(0, 2, 3, 1).reshape(-1, channels)
    if not bool(inside.all()):
        places = places[inside.flatten().to(patch.device)]
    flat.view(-1, channels).index_copy_(0, index[inside].to(patch.device), places)
    return flat.reshape(len(patch), *extents, channels).permute(0, 3, 1, 2)
