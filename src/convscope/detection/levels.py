"""Which map of a pyramid a region is looked at in: small ones in a fine map, large ones in a coarse one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

# A region as large as this, the side of the usual photo of ImageNet, is for the map of stride 2^4.
SIZE, LEVEL = 224.0, 4
# So that a region of exactly a limit's size is for the coarser map whatever the rounding.
_EPSILON = 1e-6


def levels_of(boxes: Tensor, scales: Sequence[float], level: int = LEVEL, size: float = SIZE) -> Tensor:
    """The map that each region is of, w and h being its width and height in pixels.

        k = floor(4 + log2(sqrt(w h) / 224)),  the map of stride 2^k, or the nearest that there is

    Args:
        boxes: (..., 4) left, top, right, bottom.
        scales: 1 / stride of each map, powers of two one after the other, the finest first.
        level: k of a region whose side is ``size``.
        size: in pixels.

    Returns:
        (...) index of the map, int64.

    Source: Lin et al. 2017, "Feature pyramid networks", arXiv:1612.03144, equation 1.
    """
    finest = round(-math.log2(scales[0]))
    side = ((boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])).sqrt()
    wanted = torch.floor(level + torch.log2(side / size) + _EPSILON)
    return wanted.clamp(finest, finest + len(scales) - 1).long() - finest
