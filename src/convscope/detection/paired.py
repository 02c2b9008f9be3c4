"""How much boxes share pair by pair, many at once; `overlaps` shows the numbers of one pair."""

from __future__ import annotations

import torch
from torch import Tensor


def paired_ious(first: Tensor, second: Tensor) -> Tensor:
    """IoU (...) of boxes (..., 4) and (..., 4) pair by pair; 0 where neither has an area."""
    left_top = torch.maximum(first[..., :2], second[..., :2])
    right_bottom = torch.minimum(first[..., 2:], second[..., 2:])
    shared = (right_bottom - left_top).clamp_min(0).prod(-1)
    areas = [(one[..., 2:] - one[..., :2]).clamp_min(0).prod(-1) for one in (first, second)]
    return shared / (areas[0] + areas[1] - shared).clamp_min(1e-9)
