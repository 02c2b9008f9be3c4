"""Crops."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.synthesis.transforms.transform import Transform, uniform


@dataclass(frozen=True)
class Crop(Transform):
    """A window of the picture at a random place, enlarged to all of it: each part must stand for itself.

    As MACO does (Fel et al. 2023, arXiv:2306.06805).

    Attributes:
        low: smallest side of the window, in parts of the picture's.
        high: greatest side.
        side: of the picture, in pixels; that of a longer side stays inside as well.
    """

    low: float
    high: float
    side: int

    def draw(self, generator: torch.Generator) -> Tensor:
        """See `Transform.draw`."""
        size = uniform(generator, self.low, self.high)
        # A quarter of the window may lie beyond the border: the corners would otherwise hardly ever be seen.
        room = ((1 - size) / 2 + size / 4) * self.side
        matrix = torch.diag(torch.tensor([size, size, 1.0]))
        matrix[0, 2], matrix[1, 2] = (uniform(generator, -room, room) for _ in range(2))
        return matrix
