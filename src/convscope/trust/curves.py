"""The judge's answer while a photo turns into another one, a map's greatest places first."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from convscope.trust.case import Case
from convscope.trust.metric import Score
from convscope.trust.places import first_places


def curves(case: Case, start: Tensor, end: Tensor, steps: int) -> Sequence[Score]:
    """The curve from one photo (C, rows, columns) to another and the area under it, for each map of a case."""
    turning = [
        torch.where(first_places(case.map(candidate), steps), end, start) for candidate in case.candidates
    ]
    first, last, *between = case.judged(torch.cat([start[None], end[None], *turning])).tolist()
    found = []
    for row in range(len(case.candidates)):
        curve = (first, *between[row * (steps - 1) : (row + 1) * (steps - 1)], last)
        area = float(torch.trapezoid(torch.tensor(curve, dtype=torch.float64))) / steps
        found.append(Score(area, curve))
    return found
