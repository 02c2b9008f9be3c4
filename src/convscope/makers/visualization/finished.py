"""The pictures of a visualization that are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor


@dataclass
class Finished:
    """What has been made so far, batch by batch.

    Attributes:
        images: (N, C, rows, columns) bytes, as they are saved.
        attention: (N, rows, columns) how much each pixel was pulled at; empty where nobody asked.
        batches: how many are done.
        steps: that were taken for the last picture.
        taken: steps in all, of each batch.
        ascent: state of the batch that a killed run was at.
    """

    images: Tensor
    attention: Tensor
    batches: int = 0
    steps: int = 0
    taken: int = 0
    ascent: Mapping[str, Any] | None = None

    @classmethod
    def resumed(cls, state: Mapping[str, Any] | None, shape: tuple[int, ...]) -> Finished:
        """From the state that a killed run left, or none of a shape (C, rows, columns)."""
        if state is not None:
            return cls(**state)
        return cls(torch.zeros(0, *shape, dtype=torch.uint8), torch.zeros(0))

    def state(self, ascent: Mapping[str, Any]) -> dict[str, Any]:
        """What `resumed` takes, in the middle of a batch."""
        return {**vars(self), "ascent": ascent}

    def add(self, images: Tensor, attention: Tensor, steps: int) -> None:
        """Add a batch of images (N, C, rows, columns) of bytes."""
        self.images = torch.cat([self.images, images])
        if attention.numel():
            self.attention = torch.cat([self.attention, attention]) if len(self.attention) else attention
        self.batches, self.steps, self.taken, self.ascent = self.batches + 1, steps, self.taken + steps, None
