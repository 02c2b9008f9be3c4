"""The task of a network that finds things, each with its box and its mask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from convscope.network.task.boxes import Boxes

# What such a network returns, by its names.
BOXES, MASKS = "boxes", "masks"
# The operation that says which boxes the masks are of.
KEPT = "kept_boxes"


@dataclass(frozen=True)
class Instances(Boxes):
    """Boxes as those of a detector, (N, places, 4 + classes), and masks (N, K, rows, columns) of the best of them.

    A mask's values are logits at places evenly over its box.  Which boxes they are of is said by the node
    ``kept_boxes`` of the graph, from whose value they follow.
    """

    name: ClassVar[str] = "instances"
    summary: ClassVar[str] = "things, each with its box and its mask"
