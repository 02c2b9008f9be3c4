"""Steppers: how a gradient becomes a step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
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


@dataclass(frozen=True)
class Adam(Stepper):
    """Each coordinate in steps of about the rate, whatever its gradient's size (Kingma and Ba, arXiv:1412.6980)."""

    rate: float = 0.08

    def optimizer(self, parameters: Tensor) -> Optimizer:
        """See `Stepper.optimizer`."""
        return torch.optim.Adam([parameters], lr=self.rate, fused=True)


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


@dataclass(frozen=True)
class LBFGS(Stepper):
    """Steps along a curvature that is estimated from the last gradients (Liu and Nocedal 1989).

    Best where nothing is random, as in matching a photo.  A step may evaluate several times.

    Attributes:
        history: how many gradients are remembered.
    """

    rate: float = 1.0
    history: int = 20

    alone = True

    def optimizer(self, parameters: Tensor) -> Optimizer:
        """See `Stepper.optimizer`."""
        return torch.optim.LBFGS(
            [parameters],
            lr=self.rate,
            max_iter=1,
            max_eval=8,
            history_size=self.history,
            line_search_fn="strong_wolfe",
        )


STEPPERS: dict[str, type[Stepper]] = {"adam": Adam, "sgd": Normalised, "lbfgs": LBFGS}
