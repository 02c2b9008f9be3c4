"""A parameterization: the numbers that are searched, and the picture that they make."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.synthesis.parameterization.colour import (
    FROM_DISPLAY,
    TO_DISPLAY,
    Range,
    correlate,
    decorrelate,
)
from convscope.synthesis.parameterization.space import Space


@dataclass(frozen=True)
class Parameterization:
    """Space, colour and range: numbers -> canvas -> red, green and blue -> what a screen shows.

    Attributes:
        space: the coordinates of the canvas.
        decorrelated: whether the canvas holds the independent colours of photos; only three channels have them.
        range: how the canvas becomes what a screen shows: ``sigmoid`` and ``clamp`` end in [0, 1], ``free`` is
            unbounded.
    """

    space: Space
    decorrelated: bool = True
    range: Range = "sigmoid"

    def start(self, generator: torch.Generator, contrast: float = 1.0) -> Tensor:
        """Parameters (1, ...) of random noise.

        Args:
            generator: the only source of randomness.
            contrast: standard deviation of the canvas; 1 is about a photo's.
        """
        return self.space.noise(generator) * contrast

    def of(self, images: Tensor) -> Tensor:
        """Parameters (N, ...) of pictures (N, C, rows, columns) on the scale where 0 is black and 1 is white."""
        canvas = FROM_DISPLAY[self.range](images)
        return self.space.coordinates(decorrelate(canvas) if self.decorrelated else canvas)

    def image(self, parameters: Tensor) -> Tensor:
        """Pictures (N, C, rows, columns) of parameters, on the scale where 0 is black and 1 is white."""
        canvas = self.space.canvas(parameters)
        return TO_DISPLAY[self.range](correlate(canvas) if self.decorrelated else canvas)
