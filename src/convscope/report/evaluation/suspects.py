"""Pictures whose label is suspected, shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from convscope.datasets import Item
from convscope.evaluation import SuspectedLabel
from convscope.report.neighbours import thumbnail

# With their pictures; the JSON has all.
SUSPECTS = 12


@dataclass(frozen=True, eq=False)
class Suspect:
    """A picture whose label is suspected.

    Attributes:
        given: name of the class that it is labelled with.
        suggested: name of the class that it seems to be of.
        margin: see `SuspectedLabel`.
        item: the picture.
    """

    given: str
    suggested: str
    margin: float
    item: Item = field(repr=False)

    @property
    def photo(self) -> str:
        """Its path in the data set."""
        return self.item.name

    @property
    def picture(self) -> Image.Image:
        """A thumbnail."""
        return thumbnail(self.item.photo())

    def document(self) -> dict[str, Any]:
        """In plain values."""
        return {
            "photo": self.photo,
            "given": self.given,
            "suggested": self.suggested,
            "margin": self.margin,
        }


def suspects_of(
    items: Sequence[Item], suspects: Sequence[SuspectedLabel], classes: Sequence[str]
) -> list[Suspect]:
    """The suspects with the items that they are."""
    return [
        Suspect(
            classes[suspect.given].split(",")[0],
            classes[suspect.suggested].split(",")[0],
            suspect.margin,
            items[suspect.row],
        )
        for suspect in suspects
    ]
