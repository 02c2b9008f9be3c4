"""Max-sensitivity."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from pydantic import Field

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric


class MaxSensitivityOptions(Options):
    """Options of max-sensitivity."""

    samples: int = Field(8, ge=1, le=1_000, description="Noisy copies of the photo.")
    radius: float = Field(
        0.02, gt=0, le=1, description="Greatest change of a number, as a fraction of the photo's range."
    )


@metric(
    "max-sensitivity",
    kind="robustness",
    better="lower",
    source="Yeh, Hsieh, Suggala, Inouye and Ravikumar 2019, arXiv:1901.09392",
    options=MaxSensitivityOptions,
)
def max_sensitivity(case: Case, options: MaxSensitivityOptions) -> Sequence[Score]:
    """Greatest change of the map under changes of the photo that a person does not see.

    Formula, with the map M and noise e, uniform within ``radius`` (max x - min x):

        max over samples of ||M(x + e) - M(x)|| / ||M(x)||

    Range: from 0; 1 says that the change is as large as the map.
    Cost: ``samples`` times what the method costs.
    Limits: a map that never changes is perfectly stable, whatever the network does.
    """
    reach = options.radius * (case.photo.max() - case.photo.min())
    noise = torch.rand((options.samples, *case.photo.shape), generator=case.generator()).to(case.photo)
    disturbed = case.photo + reach * (2 * noise - 1)
    found = []
    for candidate in case.candidates:
        size = float(candidate.values.norm())
        if candidate.again is None or size == 0:
            found.append(Score(None))
            continue
        changed = candidate.again(case.network, disturbed, case.objective)
        changes = (changed - candidate.values.to(changed)).flatten(1).norm(dim=1) / size
        found.append(Score(float(changes.max()), tuple(changes.tolist())))
    return found
