"""Numbers that tell whether a tensor has changed.

Neither its address nor PyTorch's count of writes tells it: a write through ``.data`` is not counted, and memory
that was given back is soon given out again at the same address.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

_GOLDEN_RATIO = 0.6180339887498949
_KEPT = 256  # sets of weights, one for each length of a row; a network has some dozens


@torch.no_grad()
def fingerprint(tensor: Tensor) -> Tensor:
    """One number for each entry of the first dimension: the rest of the tensor times fixed irregular weights.

    Every value counts with its place, so that an edit of one weight and an exchange of two both show.  It costs
    one reading of the tensor.
    """
    rows = tensor.reshape(tensor.shape[0] if tensor.dim() else 1, -1)
    # In half precision the edit of one weight would be lost in the rounding of the sum.
    rows = rows if rows.dtype in (torch.float32, torch.float64) else rows.double()
    return rows @ _weights(rows.shape[1], rows.dtype, rows.device)


@lru_cache(maxsize=_KEPT)
def _weights(count: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    """Between 1/2 and 3/2, no two alike: the multiples of the golden ratio, without their whole parts."""
    multiples = torch.arange(1, count + 1, dtype=torch.float64) * _GOLDEN_RATIO
    return (multiples % 1 + 0.5).to(device, dtype)
