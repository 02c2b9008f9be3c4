"""Rotation."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import torch
from torch import Tensor

from convscope.synthesis.transforms.transform import Transform, uniform


@dataclass(frozen=True)
class Rotate(Transform):
    """A rotation about the centre, either way.

    Attributes:
        degrees: the greatest angle.
    """

    degrees: float

    def draw(self, generator: torch.Generator) -> Tensor:
        """See `Transform.draw`."""
        angle = radians(uniform(generator, -self.degrees, self.degrees))
        return torch.tensor([[cos(angle), -sin(angle), 0.0], [sin(angle), cos(angle), 0.0], [0.0, 0.0, 1.0]])
