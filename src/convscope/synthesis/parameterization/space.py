"""Spaces: the coordinates in which a picture is searched.

The picture's canvas (N, C, rows, columns) is unbounded, zero where the picture is grey.  A space says how numbers
make a canvas; steps of one size lead to other places in other coordinates, which is all that a space decides.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from torch import Tensor

Shape = tuple[int, int, int]


@dataclass(frozen=True)
class Space(ABC):
    """Coordinates of canvases.

    Attributes:
        shape: (C, rows, columns) of a canvas.
    """

    shape: Shape

    @abstractmethod
    def noise(self, generator: torch.Generator) -> Tensor:
        """Coordinates (1, ...) of a random canvas whose values have variance one."""

    @abstractmethod
    def canvas(self, coordinates: Tensor) -> Tensor:
        """Canvases (N, C, rows, columns) of coordinates (N, ...)."""

    @abstractmethod
    def coordinates(self, canvas: Tensor) -> Tensor:
        """Coordinates (N, ...) of canvases (N, C, rows, columns): the inverse of `canvas`."""
