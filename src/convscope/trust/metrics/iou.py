"""Intersection over union."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric
from convscope.trust.removal import opened


class IouOptions(Options):
    """Options of the intersection over union."""

    threshold: float = Field(0.2, gt=0, lt=1, description="As a fraction of the map's maximum.")


@metric(
    "iou",
    kind="localisation",
    better="higher",
    source="Zhou, Khosla, Lapedriza, Oliva and Torralba 2016, arXiv:1512.04150",
    options=IouOptions,
    needs_region=True,
)
def iou(case: Case, options: IouOptions) -> Sequence[Score]:
    """Overlap of the object with the map above a threshold.

    Formula, with the object's pixels R and the pixels B where the map exceeds ``threshold`` times its maximum:

        |B and R| / |B or R|

    Range: 0 to 1.
    Cost: none.
    Limits: depends on the threshold; and the evidence may rightly lie beside the object.
    """
    found = []
    for candidate in case.candidates:
        if case.region is None:
            found.append(Score(None))
            continue
        shown = opened(case.map(candidate)) > options.threshold
        either = int((shown | case.region).sum())
        found.append(Score(int((shown & case.region).sum()) / either if either else None))
    return found
