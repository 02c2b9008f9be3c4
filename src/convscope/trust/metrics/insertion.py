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

    steps: int = Field(10, ge=2, le=1_000, description="Parts in which the places are inserted.")
    removed: Removed = Field("blur", description="What stands where nothing is inserted yet.")


@metric(
    "insertion",
    kind="faithfulness",
    better="higher",
    source="Petsiuk, Das and Saenko 2018, arXiv:1806.07421",
    options=InsertionOptions,
)
def insertion(case: Case, options: InsertionOptions) -> Sequence[Score]:
    """How soon the network knows the class again when the photo's places come back, the map's greatest first.

    Formula, with the judge J (the class's probability) and the first share t of the places in the map's order:

        area under J(blurred photo with the first t of the places as they are), t = 0, 1/steps, ..., 1

    by the trapezoidal rule.

    Range: that of the judge; a random order gives what chance gives.
    Cost: ``steps`` - 1 forward passes a map, and two.
    Limits: half inserted photos are photos that the network never saw.
    """
    return curves(case, without_photo(case, options.removed), case.photo, options.steps)
