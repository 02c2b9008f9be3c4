"""ROAD: remove and debias."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from pydantic import Field

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.imputation import NOISE, imputed
from convscope.trust.metric import Score, metric
from convscope.trust.removal import ranks


class RoadOptions(Options):
    """Options of ROAD."""

    steps: int = Field(4, ge=1, le=99, description="Shares of the pixels that are removed: 1/(steps + 1) ...")
    noise: float = Field(
        NOISE, ge=0, le=1, description="Standard deviation of the noise added to filled pixels."
    )


@metric(
    "road",
    kind="faithfulness",
    better="higher",
    source="Rong, Leemann, Borisov, Kasneci and Kasneci 2022, arXiv:2202.00449",
    options=RoadOptions,
)
def road(case: Case, options: RoadOptions) -> Sequence[Score]:
    """Difference in probability between removing the least and the most relevant pixels by imputation.

    Formula, with the judge J and the share t of the pixels that are removed, filled by noisy linear imputation:

        mean over t of (J(least relevant t removed) - J(most relevant t removed)) / 2

    over t = 1/(steps + 1), ..., steps/(steps + 1).  Filling from the neighbours leaves no edges by which the shape
    of the mask itself could reveal the class, as greying does.

    Range: -1/2 to 1/2 for a probability; 0 for a map that is no better than chance.
    Cost: 2 ``steps`` forward passes a map, and as many sparse systems of equations, which take longer.
    Limits: large holes become smooth areas, which photos do not have either.
    """
    generator = case.generator()
    places = case.photo[0].numel()
    counts = [round(places * step / (options.steps + 1)) for step in range(1, options.steps + 1)]
    orders = [ranks(case.map(candidate)).reshape(case.extents) for candidate in case.candidates]
    copies = [
        imputed(case.photo, missing, generator, options.noise)
        for rank in orders
        for count in counts
        for missing in (rank >= places - count, rank < count)
    ]
    judged = case.judged(torch.stack(copies)).reshape(len(case.candidates), options.steps, 2)
    curves = (judged[:, :, 0] - judged[:, :, 1]) / 2
    return [Score(float(curve.mean()), tuple(curve.tolist())) for curve in curves]
