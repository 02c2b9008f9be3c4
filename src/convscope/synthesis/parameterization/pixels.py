"""Pixels: each number of the canvas is a coordinate of its own."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.synthesis.parameterization.space import Space


@dataclass(frozen=True)
class Pixels(Space):
    """The canvas itself.  Steps of equal size in all pixels are mostly high frequencies."""

    def noise(self, generator: torch.Generator) -> Tensor:
        """See `Space.noise`."""
        return torch.randn((1, *self.shape), generator=generator)

    def canvas(self, coordinates: Tensor) -> Tensor:
        """See `Space.canvas`."""
        return coordinates

    def coordinates(self, canvas: Tensor) -> Tensor:
        """See `Space.coordinates`."""
        return canvas
