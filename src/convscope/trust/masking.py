"""The photo as much as a map lets through of it."""

from __future__ import annotations

import torch
from torch import Tensor

from convscope.trust.case import Case


def masked_judgement(case: Case) -> list[float]:
    """The judge of the photo times each map, whose values are brought to 0 to 1 (`opened`)."""

    def make() -> list[float]:
        photos = [case.photo * opened(case.map(candidate)) for candidate in case.candidates]
        found: list[float] = case.judged(torch.stack(photos)).tolist()
        return found

    return case.shared("masked judgement", make)


def opened(values: Tensor) -> Tensor:
    """A map's positive values (rows, columns) as shares of its greatest; all 0 where none is positive."""
    positive = values.clamp(min=0)
    return positive / positive.max().clamp(min=torch.finfo(values.dtype).tiny)
