"""Average increase."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric
from convscope.trust.removal import masked_judgement


@metric(
    "average-increase",
    kind="faithfulness",
    better="higher",
    source="Chattopadhay, Sarkar, Howlader and Balasubramanian 2018, arXiv:1710.11063",
)
def average_increase(case: Case, options: Options) -> Sequence[Score]:  # noqa: ARG001  # it has none
    """Whether the class becomes more probable when the photo is masked by the map.

    Formula, with the judge J, the photo x and the map's positive part E divided by its maximum:

        1 where J(E x) > J(x), else 0

    Range: 0 or 1; over photos the share of those where it is more probable.
    Cost: one forward pass a map, shared with average drop and average gain.
    Limits: says nothing where the class is already certain.
    """
    whole = case.whole()
    return [Score(float(masked > whole)) for masked in masked_judgement(case)]
