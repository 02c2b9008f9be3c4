"""Gradient ascent with a normalised gradient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from convscope.synthesis.stepping.stepper import Stepper


@dataclass(frozen=True)
class Normalised(Stepper):
    """The gradient divided by its mean absolute value in each picture, times the rate: DeepDream's step.

    Mordvintsev, Olah and Tyka 2015, https://research.google/blog/inceptionism-going-deeper-into-neural-networks/.
    """

    rate: float = 0.02

    def optimizer(self, parameters: Tensor) -> Optimizer:
        """See `Stepper.optimizer`."""
        return _NormalisedSGD([parameters], {"lr": self.rate})


class _NormalisedSGD(Optimizer):
    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> Any:
        value = None
        if closure is not None:
            with torch.enable_grad():
                value = closure()
        for group in self.param_groups:
            for parameters in group["params"]:
                # Without a second tensor as large as the picture.
                slopes = parameters.grad.flatten(1)
                size = torch.linalg.vector_norm(slopes, ord=1, dim=1) / slopes.shape[1]
                rate = group["lr"] / size.clamp(min=1e-12)
                parameters.addcmul_(parameters.grad, -rate.reshape(-1, *[1] * (parameters.dim() - 1)))
        return value
