"""Anchors: boxes of a few sizes and shapes at every place of a map, from which a network says how to reach things."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


def anchors(grid: tuple[int, int], stride: int, sizes: Sequence[float], ratios: Sequence[float]) -> Tensor:
    """The anchors of a map.

    An anchor of size s and ratio r has height s sqrt(r) and width s / sqrt(r), so that its area is s^2 and its height
    r times its width; its centre is that of the pixels that a place of the map stands for.

    Args:
        grid: (rows, columns) of the map.
        stride: pixels of the photo from one place to the next.
        sizes: square roots of the areas, in pixels.
        ratios: heights in parts of widths.

    Returns:
        (rows * columns * sizes * ratios, 4) left, top, right, bottom in pixels of the photo: all sizes, and in each
        all ratios, at the first place, then at the next of its row.

    Source: Ren et al. 2015, "Faster R-CNN", arXiv:1506.01497.
    """
    root = torch.tensor(ratios, dtype=torch.float32).sqrt()
    side = torch.tensor(sizes, dtype=torch.float32)[:, None]
    height, width = (side * root).flatten() / 2, (side / root).flatten() / 2
    shapes = torch.stack([-width, -height, width, height], -1)
    row, column = (stride * (torch.arange(places) + 0.5) for places in grid)
    y, x = torch.meshgrid(row, column, indexing="ij")
    centres = torch.stack([x, y, x, y], -1).reshape(-1, 1, 4)
    return (centres + shapes).reshape(-1, 4)
