"""Jitter."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.synthesis.transforms.transform import Transform


@dataclass(frozen=True)
class Jitter(Transform):
    """A shift by whole pixels along both axes, either way.

    Attributes:
        pixels: the greatest shift.
    """

    pixels: int

    def draw(self, generator: torch.Generator) -> Tensor:
        """See `Transform.draw`."""
        matrix = torch.eye(3)
        matrix[:2, 2] = torch.randint(-self.pixels, self.pixels + 1, (2,), generator=generator)
        return matrix
