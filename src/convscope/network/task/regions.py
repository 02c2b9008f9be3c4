"""The task of a network that says what regions of a photo show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from convscope.network.task.boxes import Boxes
from convscope.network.task.task import Figure

# Its only class: what is worth a phrase.
REGION = "region"


@dataclass(frozen=True)
class Regions(Boxes):
    """Boxes as those of a detector of one class, (N, places, 5), and scores of the words of the best of them.

    The scores (N, K, L, words) are of each word of a region's phrase where those before it are given.  Which boxes
    they are of is said by the node ``kept_boxes`` of the graph, from whose value they follow.
    """

    name: ClassVar[str] = "regions"
    summary: ClassVar[str] = "regions, each with its box and its words"
    heading: ClassVar[str] = "What it would tell of"
    # Words of boxes that it finds itself can be judged by no batch: the loss tells of both.
    figures: ClassVar[tuple[Figure, ...]] = (Figure("loss", "lower"),)

    @property
    def meaning(self) -> str:
        """What the numbers are."""
        return (
            "of each place left, top, right and bottom in pixels of the input, then one score (logit); and of each "
            "word of the phrases of what is kept of them a score (logit) for each word that is known, those before "
            "it being given"
        )
