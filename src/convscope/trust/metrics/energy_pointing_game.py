"""Energy-based pointing game."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric


@metric(
    "energy-pointing-game",
    kind="localisation",
    better="higher",
    source="Wang, Wang, Du, Yang, Zhang, Ding, Mardziel and Hu 2020, arXiv:1910.01279",
    needs_region=True,
)
def energy_pointing_game(case: Case, options: Options) -> Sequence[Score]:  # noqa: ARG001  # it has none
    """Share of the map's positive values that lies on the object.

    Formula, with the object's pixels R and the map's positive part E:

        sum over R of E / sum of E

    Range: 0 to 1; a uniform map gets the object's share of the photo.
    Cost: none.
    Limits: the evidence may rightly lie beside the object.
    """
    found = []
    for candidate in case.candidates:
        positive = case.map(candidate).clamp(min=0).double()
        total = float(positive.sum())
        applies = case.region is not None and total > 0
        found.append(Score(float(positive[case.region].sum()) / total if applies else None))
    return found
