"""The task of a network that tells things of one kind apart: what is inside of one, and what is its border."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from convscope.network.task.places import Segmentation

# The classes of a place, in their order.
BACKGROUND, INSIDE, BORDER = range(3)
THINGS = ("background", "inside", "border")


@dataclass(frozen=True)
class Things(Segmentation):
    """Background, inside and border: scores (N, 3, rows, columns).

    Things that touch are told apart by the borders between them, see `convscope.segmentation.things`.
    """

    name: ClassVar[str] = "things"
    summary: ClassVar[str] = "things of one kind, each by itself"

    @property
    def meaning(self) -> str:
        """What a place's numbers are."""
        return (
            "of each place a score (logit) for background, the inside of a thing, and its border; things get their "
            "numbers from these by a watershed"
        )
