"""Infidelity."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from pydantic import Field
from torch import Tensor

from convscope.attribution import Options
from convscope.trust.case import Candidate, Case
from convscope.trust.metric import Score, metric


class InfidelityOptions(Options):
    """Options of infidelity."""

    samples: int = Field(50, ge=2, le=10_000, description="Squares that are removed.")
    size: float = Field(
        0.25, gt=0, lt=1, description="Side of a square, as a fraction of the photo's shorter side."
    )


@metric(
    "infidelity",
    kind="faithfulness",
    better="lower",
    source="Yeh, Hsieh, Suggala, Inouye and Ravikumar 2019, arXiv:1901.09392",
    options=InfidelityOptions,
)
def infidelity(case: Case, options: InfidelityOptions) -> Sequence[Score]:
    """Error of the map as a prediction of how the score falls when squares are removed.

    Formula, with the objective S, the photo x, the photo x' with a random square in the mean colour (0), the sum A
    of the map's values in the square, and the one factor b that fits best:

        mean over squares of (b A - (S(x) - S(x')))^2 / mean over squares of (S(x) - S(x'))^2

    The factor makes maps of every scale comparable, as in Captum's ``normalize``; the division makes photos
    comparable.

    Range: 0 (predicted exactly) to 1 (no better than predicting nothing).
    Cost: ``samples`` forward passes and one, for all maps together.
    Limits: tests sums, which gradients do not promise.
    """
    squares = _squares(case, options)
    whole = case.scores(case.photo[None])
    lost = whole - case.scores(torch.where(squares[:, None], 0.0, case.photo))
    scale = float(lost.square().mean())
    if scale == 0:
        return [Score(None) for _ in case.candidates]
    found = []
    for candidate in case.candidates:
        foretold = (squares.double().flatten(1) @ _by_place(case, candidate).double().flatten()).to(lost)
        power = float(foretold.square().sum())
        factor = float((foretold * lost).sum()) / power if power else 0.0
        found.append(Score(float((factor * foretold - lost).square().mean()) / scale))
    return found


def _squares(case: Case, options: InfidelityOptions) -> Tensor:
    """Masks (samples, rows, columns) of one square each."""
    rows, columns = case.extents
    side = max(1, round(options.size * min(rows, columns)))
    generator = case.generator()
    masks = torch.zeros((options.samples, rows, columns), dtype=torch.bool, device=case.photo.device)
    tops = torch.randint(rows - side + 1, (options.samples,), generator=generator).tolist()
    lefts = torch.randint(columns - side + 1, (options.samples,), generator=generator).tolist()
    for mask, top, left in zip(masks, tops, lefts, strict=True):
        mask[top : top + side, left : left + side] = True
    return masks


def _by_place(case: Case, candidate: Candidate) -> Tensor:
    """Predicted contribution of each pixel: the sum over the channels where there is a value for each."""
    return case.map(candidate) if candidate.channels is None else candidate.channels.to(case.photo).sum(0)
