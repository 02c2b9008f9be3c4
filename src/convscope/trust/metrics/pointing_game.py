"""Pointing game."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from pydantic import Field
from torch.nn import functional as F

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric


class PointingGameOptions(Options):
    """Options of the pointing game."""

    tolerance: int = Field(15, ge=0, le=1_000, description="Pixels by which the point may miss the object.")


@metric(
    "pointing-game",
    kind="localisation",
    better="higher",
    source="Zhang, Bargal, Lin, Brandt, Shen and Sclaroff 2018, arXiv:1608.00507",
    options=PointingGameOptions,
    needs_region=True,
)
def pointing_game(case: Case, options: PointingGameOptions) -> Sequence[Score]:
    """Whether the map's greatest value lies on the object.

    Formula, with the object's pixels R and the Chebyshev distance d:

        1 where d(position of the map's maximum, R) <= tolerance, else 0

    Range: 0 or 1; over photos the share of hits.
    Cost: none.
    Limits: judges one pixel; and the evidence may rightly lie beside the object.
    """
    if case.region is None:
        return [Score(None) for _ in case.candidates]
    reach = options.tolerance
    near = F.max_pool2d(case.region[None, None].float(), 2 * reach + 1, 1, reach)[0, 0] > 0
    return [Score(float(near.flatten()[torch.argmax(case.map(c))])) for c in case.candidates]
