"""Average gain."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric
from convscope.trust.removal import masked_judgement


@metric(
    "average-gain",
    kind="faithfulness",
    better="higher",
    source="Zhang, Torres, Sicre, Avrithis and Ayache 2023, arXiv:2301.07002",
)
def average_gain(case: Case, options: Options) -> Sequence[Score]:  # noqa: ARG001  # it has none
    """Relative gain of the class's probability when the photo is masked by the map.

    Formula, with the judge J, the photo x and the map's positive part E divided by its maximum:

        max(0, J(E x) - J(x)) / (1 - J(x))

    Range: 0 to 1.
    Cost: one forward pass a map, shared with average drop and average increase.
    Limits: only for a judge between 0 and 1, such as a probability.
    """
    whole = case.whole()
    if not 0 <= whole < 1:
        return [Score(None) for _ in case.candidates]
    return [Score(max(0.0, masked - whole) / (1 - whole)) for masked in masked_judgement(case)]
