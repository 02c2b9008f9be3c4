"""Completeness gap."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric


@metric(
    "completeness-gap",
    kind="faithfulness",
    better="lower",
    source="Sundararajan, Taly and Yan 2017, arXiv:1703.01365",
)
def completeness_gap(case: Case, options: Options) -> Sequence[Score]:  # noqa: ARG001  # it has none
    """Difference between the sum of a map and the change of the score that it should add up to.

    Formula, with the objective S, the photo x and the method's own baseline b:

        |sum of the map - (S(x) - S(b))|

    Range: from 0, in units of the score.
    Cost: none; the method computes it.
    Limits: only for methods that promise to add up (integrated gradients, DeepLIFT, LRP, Shapley values).
    """
    return [Score(candidate.facts.get("completeness_gap")) for candidate in case.candidates]
