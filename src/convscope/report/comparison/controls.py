"""Control maps that use no network: a method must be better than these."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from convscope.trust import Candidate

CONTROLS: Mapping[str, str] = {
    "random": "Random numbers: the level of chance",
    "centre": "A spot in the middle of the photo: what knowing only how people take photos gives",
}
_WIDTH = 0.25  # standard deviation of the spot, in parts of each side


def control(name: str, photo: Tensor, seed: int) -> Candidate:
    """A control's map of a photo (C, rows, columns)."""
    rows, columns = photo.shape[1:]
    if name == "random":
        values = torch.rand((rows, columns), generator=torch.Generator().manual_seed(seed))
    else:
        row, column = (torch.linspace(-0.5, 0.5, size) / _WIDTH for size in (rows, columns))
        values = torch.exp(-(row[:, None].square() + column.square()) / 2)
    return Candidate(name, values)
