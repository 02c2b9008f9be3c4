"""Photos with pixels removed or inserted in the order of a map, or masked by it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import scipy
import torch
from torch import Tensor

from convscope.attribution.baseline import baseline_of
from convscope.trust.case import Case
from convscope.trust.metric import Score

Removed = Literal["blur", "grey", "mean", "black", "white"]

# In parts of the photo's longer side: enough that hardly a network still knows what is in the photo.
BLUR = 1 / 20


def without_photo(case: Case, removed: Removed) -> Tensor:
    """The photo (C, rows, columns) with everything removed."""
    if removed == "blur":
        return case.shared("blurred", lambda: blurred(case.photo))
    return baseline_of(removed, case.photo[None], case.network.preprocessing)[0]


def blurred(photo: Tensor) -> Tensor:
    """A photo (C, rows, columns) without detail: a Gaussian blur of 1/20 of its longer side."""
    deviation = BLUR * max(photo.shape[1:])
    return torch.from_numpy(scipy.ndimage.gaussian_filter(photo.cpu().numpy(), (0, deviation, deviation))).to(
        photo
    )


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


def first_places(values: Tensor, steps: int) -> Tensor:
    """Masks (steps - 1, 1, rows, columns) of the greatest 1/steps, 2/steps, ... of the values (rows, columns)."""
    rank = ranks(values)
    counts = [round(values.numel() * step / steps) for step in range(1, steps)]
    return (rank < torch.tensor(counts, device=values.device)[:, None]).reshape(-1, 1, *values.shape)


def ranks(values: Tensor) -> Tensor:
    """Rank of each pixel, (rows * columns,), the greatest first; of equal ones the upper left comes first."""
    order = values.flatten().argsort(descending=True, stable=True)
    rank = torch.empty_like(order)
    rank[order] = torch.arange(len(order), device=values.device)
    return rank


def masked_judgement(case: Case) -> list[float]:
    """The judge of the photo times each map, scaled to 0 to 1 (`opened`)."""

    def make() -> list[float]:
        photos = [case.photo * opened(case.map(candidate)) for candidate in case.candidates]
        found: list[float] = case.judged(torch.stack(photos)).tolist()
        return found

    return case.shared("masked judgement", make)


def opened(values: Tensor) -> Tensor:
    """A map's positive part (rows, columns) divided by its maximum; all 0 where nothing is positive."""
    positive = values.clamp(min=0)
    return positive / positive.max().clamp(min=torch.finfo(values.dtype).tiny)
