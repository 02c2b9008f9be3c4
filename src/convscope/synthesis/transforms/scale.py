"""Scale."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

import torch
from torch import Tensor

from convscope.synthesis.transforms.transform import Transform, uniform


@dataclass(frozen=True)
class Scale(Transform):
    """Enlarging about the centre, all factors of one ratio equally likely.

    Attributes:
        low: the smallest factor; below 1 the picture shrinks.
        high: the greatest factor.
    """

    low: float
    high: float

    def draw(self, generator: torch.Generator) -> Tensor:
        """See `Transform.draw`."""
        factor = exp(uniform(generator, log(self.low), log(self.high)))
        return torch.diag(torch.tensor([1 / factor, 1 / factor, 1.0]))
