"""The batch and the memory layout in which a module passes photos fastest: what a user who knows a package sets."""

from __future__ import annotations

import time
from typing import NamedTuple

import torch
from torch import Tensor, nn

BATCHES = (1, 4, 8, 16)
# Of each, after one to warm up; the fastest counts.
_ROUNDS = 3


class Settings(NamedTuple):
    """How a package passes photos through a module.

    Attributes:
        batch: photos at once.
        layout: of the module's weights and of the photos.
        seconds: of one photo.
    """

    batch: int
    layout: torch.memory_format
    seconds: float

    def __str__(self) -> str:
        """For a table."""
        return f"{self.batch} at once" + ", channels last" * (self.layout == torch.channels_last)


def best_settings(module: nn.Module, inputs: Tensor, *, backward: bool) -> Settings:
    """The fastest of all, by bare passes.  The module is left in the layout that was fastest.

    Args:
        module: gives scores (N, classes) and is in evaluation mode.
        inputs: one photo (1, 3, rows, columns).
        backward: whether each pass also goes back to the photos.
    """
    tried = [
        Settings(batch, layout, _seconds(module.to(memory_format=layout), inputs, batch, layout, backward))
        for layout in (torch.contiguous_format, torch.channels_last)
        for batch in BATCHES
    ]
    best = min(tried, key=lambda settings: settings.seconds)
    module.to(memory_format=best.layout)
    return best


def _seconds(
    module: nn.Module, inputs: Tensor, batch: int, layout: torch.memory_format, backward: bool
) -> float:
    photos = inputs.repeat(batch, 1, 1, 1).to(memory_format=layout)
    taken = []
    with torch.set_grad_enabled(backward):
        for _ in range(_ROUNDS + 1):
            began = time.perf_counter()
            scores = module(photos.requires_grad_(backward))
            if backward:
                torch.autograd.grad(scores.sum(), photos)
            taken.append(time.perf_counter() - began)
    return min(taken[1:]) / batch
