"""The places of a map in their order of importance."""

from __future__ import annotations

import torch
from torch import Tensor


def first_places(values: Tensor, steps: int) -> Tensor:
    """Masks (steps - 1, 1, rows, columns) of the greatest 1/steps, 2/steps, ... of the values (rows, columns)."""
    rank = ranks(values)
    counts = [round(values.numel() * step / steps) for step in range(1, steps)]
    return (rank < torch.tensor(counts, device=values.device)[:, None]).reshape(-1, 1, *values.shape)


def ranks(values: Tensor) -> Tensor:
    """How many places come before each one, (rows * columns,); of equal ones the upper left comes first."""
    order = values.flatten().argsort(descending=True, stable=True)
    rank = torch.empty_like(order)
    rank[order] = torch.arange(len(order), device=values.device)
    return rank
