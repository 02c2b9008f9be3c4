"""What a detector finds in a photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from convscope.detection.box_mask import BoxMask
from convscope.detection.box_texts import Box
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import Bar, table


@dataclass(frozen=True)
class Detection:
    """One thing that a detector finds.

    Attributes:
        index: of its class.
        label: words of its class.
        score: between 0 and 1; what it promises differs between detectors.
        box: (left, top, right, bottom) in pixels of what was looked at; right and bottom are where the box ends.
        mask: which places of its box the thing covers; None where the network does not say it.
    """

    index: int
    label: str
    score: float
    box: Box
    mask: BoxMask | None = field(default=None, repr=False, compare=False)

    def document(self) -> dict[str, Any]:
        """The detection in plain values, as ``--json`` prints it."""
        return {"label": self.label, "score": self.score, "box": list(self.box)}


class Detections(Displayed, list[Detection]):
    """What a detector finds in one photo, the highest score first: a list that shows itself in a notebook."""

    def _line(self) -> str:
        return ", ".join(f"{one.label} {one.score:.1%}" for one in self) or "nothing"

    def _fragments(self) -> Sequence[str]:
        rows = [
            (number, one.label, f"{one.score:.1%}", Bar(one.score), *map(round, one.box))
            for number, one in enumerate(self, 1)
        ]
        return [table(("detection", "label", "score", "", "left", "top", "right", "bottom"), rows)]
