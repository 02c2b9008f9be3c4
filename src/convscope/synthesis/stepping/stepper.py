"""Steppers: how a gradient becomes a step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from torch import Tensor
from torch.optim import Optimizer


@dataclass(frozen=True)
class Stepper(ABC):
    """A way to climb, of PyTorch's own optimizers or in their form.

    Attributes:
        rate: size of a step.
    """

    rate: float

    # Whether the step of one picture depends on the others beside it, so that each must climb alone.
    alone = False

    @abstractmethod
    def optimizer(self, parameters: Tensor) -> Optimizer:
        """An optimizer of one tensor (N, ...) that descends its ``grad``; the ascent turns the sign."""
