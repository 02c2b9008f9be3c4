"""Deletion."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric
from convscope.trust.removal import Removed, curves, without_photo


class DeletionOptions(Options):
    """Options of deletion."""

    steps: int = Field(10, ge=2, le=1_000, description="Steps in which the pixels are deleted.")
    removed: Removed = Field("grey", description="What replaces deleted pixels.")


@metric(
    "deletion",
    kind="faithfulness",
    better="lower",
    source="Petsiuk, Das and Saenko 2018, arXiv:1806.07421",
    options=DeletionOptions,
)
def deletion(case: Case, options: DeletionOptions) -> Sequence[Score]:
    """How fast the class's probability falls while pixels are deleted, the map's greatest first.

    Formula, with the judge J (the class's probability) and the first share t of the pixels in the map's order:

        area under J(photo with the first t of the pixels grey), t = 0, 1/steps, ..., 1

    by the trapezoidal rule.

    Range: that of the judge.
    Cost: ``steps`` - 1 forward passes a map, and two.
    Limits: grey pixels are a pattern of their own: scattered maps can lower the score by destroying the photo
    rather than by finding what matters.  Read it together with insertion.
    """
    return curves(case, case.photo, without_photo(case, options.removed), options.steps)
