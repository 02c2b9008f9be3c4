"""Adam."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.optim import Optimizer

from convscope.synthesis.stepping.stepper import Stepper


@dataclass(frozen=True)
class Adam(Stepper):
    """Each coordinate in steps of about the rate, whatever its gradient's size (Kingma and Ba, arXiv:1412.6980)."""

    rate: float = 0.08

    def optimizer(self, parameters: Tensor) -> Optimizer:
        """See `Stepper.optimizer`."""
        return torch.optim.Adam([parameters], lr=self.rate, fused=True)
