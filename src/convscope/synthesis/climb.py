"""How to climb: steps, their kind, random movements, and when to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import cos, pi

import torch
from torch import Tensor

from convscope.synthesis.steppers import Adam, Stepper
from convscope.synthesis.transforms import STANDARD, Transform

Constraint = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Climb:
    """How to climb.

    Attributes:
        steps: how many, at most.
        stepper: how a gradient becomes a step.
        transforms: random movements of each picture at each step; none where nothing shall be random.
        constraints: what is done to the pictures (N, C, rows, columns), between 0 and 1, after each step.
        revive: whether, where a picture's gradient is zero throughout, shut rectifiers let through what opens them.
        falling: whether the rate falls to zero by the last step, along half a cosine, so that what the random
            movements of single steps leave behind is averaged away.
        tolerance: a picture is done when its objective has not risen by this part of its size in the last
            ``patience`` steps, compared with as many before; None for all steps.
        patience: see ``tolerance``.
        attention: whether to add up how much each pixel is pulled at.
        best: whether a climb that is stopped ends with its best pictures and not the last, which costs a copy.
    """

    steps: int = 256
    stepper: Stepper = field(default_factory=Adam)
    transforms: Sequence[Transform] = STANDARD
    constraints: Sequence[Constraint] = ()
    revive: bool = True
    falling: bool = False
    tolerance: float | None = None
    patience: int = 32
    attention: bool = False
    best: bool = True

    def rate_at(self, step: int) -> float:
        """The size of a step, of which so many were taken before."""
        share = (1 + cos(pi * step / self.steps)) / 2 if self.falling else 1.0
        return self.stepper.rate * share

    def converged(self, history: Tensor) -> Tensor:
        """Which pictures (N,) of a history (steps, N) have stopped rising, now or at any step before."""
        steps, window = len(history), self.patience
        if self.tolerance is None or steps < 2 * window:
            return torch.zeros(history.shape[1], dtype=torch.bool)
        means = history.unfold(0, window, 1).mean(-1)
        rise = means[window:] - means[:-window]
        return (rise < self.tolerance * means[window:].abs()).any(0)
