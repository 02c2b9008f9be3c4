"""Coarse maps in the photo's resolution."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor
from torch.nn import functional as F

_MODES = {1: "linear", 2: "bilinear", 3: "trilinear"}  # by the number of axes


def enlarged(maps: Tensor, extents: Sequence[int], *, smooth: bool = True) -> Tensor:
    """Maps (N, K, ...) interpolated to the extents, linearly or from the nearest place."""
    mode = _MODES[len(extents)] if smooth else "nearest"
    return F.interpolate(maps, tuple(extents), mode=mode)
