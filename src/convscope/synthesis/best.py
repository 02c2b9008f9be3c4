"""The best pictures of a climb so far: what is left of one that is ended early.

Under random movements the objective of a picture is noisy, and the highest of many noisy numbers is luck.  There a
picture is judged by the mean over it and those of the steps just before, which hardly differ from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

WINDOW = 8


class Best:
    """The best parameters (N, ...) so far, of each picture for itself.

    Args:
        pictures: N.
        window: over how many steps a picture is judged; 1 where nothing is random.
    """

    def __init__(self, pictures: int, window: int) -> None:
        self.window = window
        self.scores = torch.zeros(0, pictures)
        self.values = torch.full((pictures,), -torch.inf)
        self.parameters: Tensor | None = None

    def see(self, parameters: Tensor, scores: Tensor) -> None:
        """Keep what is better than all before it.

        Args:
            parameters: (N, ...) of the pictures; copied where they are kept.
            scores: (N,) their objectives.
        """
        self.scores = torch.cat([self.scores, scores.cpu()[None].float()])[-self.window :]
        means = self.scores.mean(0)
        better = means > self.values
        self.values = torch.where(better, means, self.values)
        if self.parameters is None:
            self.parameters = parameters.detach().clone()
        elif better.all():
            self.parameters.copy_(parameters.detach())
        elif better.any():
            self.parameters[better] = parameters.detach()[better]

    def state(self) -> dict[str, Any]:
        """All that is needed to go on."""
        kept = None if self.parameters is None else self.parameters.clone()
        return {"scores": self.scores, "values": self.values, "parameters": kept}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a state."""
        self.scores, self.values = state["scores"], state["values"]
        self.parameters = None if state["parameters"] is None else state["parameters"].clone()
