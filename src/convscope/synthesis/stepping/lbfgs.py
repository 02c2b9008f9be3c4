"""L-BFGS."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.optim import Optimizer

from convscope.synthesis.stepping.stepper import Stepper


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
