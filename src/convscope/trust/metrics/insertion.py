"""Insertion."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric
from convscope.trust.removal import Removed, curves, without_photo


class InsertionOptions(Options):
    """Options of insertion."""

    steps: int = Field(10, ge=2, le=1_000, description="Steps in which the pixels are inserted.")
    removed: Removed = Field("blur", description="What the photo starts from.")


@metric(
    "insertion",
    kind="faithfulness",
    better="higher",
    source="Petsiuk, Das and Saenko 2018, arXiv:1806.07421",
    options=InsertionOptions,
)
def insertion(case: Case, options: InsertionOptions) -> Sequence[Score]:
    """How fast the class's probability rises while pixels are inserted, the map's greatest first.

    Formula, with the judge J (the class's probability) and the first share t of the pixels in the map's order:

        area under J(blurred photo with the first t of the pixels inserted), t = 0, 1/steps, ..., 1

    by the trapezoidal rule.

    Range: that of the judge; a random order gives what chance gives.
    Cost: ``steps`` - 1 forward passes a map, and two.
    Limits: half inserted photos are unlike those that the network was trained on.
    """
    return curves(case, without_photo(case, options.removed), case.photo, options.steps)
