"""Average drop."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric
from convscope.trust.removal import masked_judgement


@metric(
    "average-drop",
    kind="faithfulness",
    better="lower",
    source="Chattopadhay, Sarkar, Howlader and Balasubramanian 2018, arXiv:1710.11063",
)
def average_drop(case: Case, options: Options) -> Sequence[Score]:  # noqa: ARG001  # it has none
    """Relative drop of the class's probability when the photo is masked by the map.

    Formula, with the judge J, the photo x (normalised, so that 0 is the mean colour) and the map's positive part E
    divided by its maximum:

        max(0, J(x) - J(E x)) / J(x)

    Range: 0 to 1.
    Cost: one forward pass a map, shared with average increase and average gain.
    Limits: a map that keeps everything has no drop.
    """
    whole = case.whole()
    return [Score(max(0.0, whole - masked) / whole if whole else None) for masked in masked_judgement(case)]
