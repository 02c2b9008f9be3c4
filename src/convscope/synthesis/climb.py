"""How to climb: steps, their kind, random movements, and when to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

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
    tolerance: float | None = None
    patience: int = 32
    attention: bool = False
    best: bool = True

    def converged(self, history: Tensor) -> Tensor:
        """Which pictures (N,) of a history (steps, N) have stopped rising, now or at any step before."""
        steps, window = len(history), self.patience
        if self.tolerance is None or steps < 2 * window:
            return torch.zeros(history.shape[1], dtype=torch.bool)
        means = history.unfold(0, window, 1).mean(-1)
        rise = means[window:] - means[:-window]
        return (rise < self.tolerance * means[window:].abs()).any(0)
