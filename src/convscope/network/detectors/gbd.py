"""GBD-Net: each proposal is seen with less and with more of what is around, and these views tell each other.

Source: Zeng et al. 2016, "Crafting GBD-Net for object detection", arXiv:1610.02579, whose second stage this is, on
the proposals and the map that `FasterRCNN` has here.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from convscope.detection.coding import enlarged
from convscope.network.detectors.faster_rcnn import CHANNELS, Head
from convscope.network.detectors.gated_messages import GatedMessages

# By which part of a proposal's sides its support regions are larger.
PADDINGS = (-0.2, 0.2, 0.8, 1.7)
# Of the map that support regions are seen in: together they have the channels of one region of Faster R-CNN.
_WIDTH = CHANNELS // len(PADDINGS)


class GatedHead(Head):
    """What stands on the trunk: the heads of Faster R-CNN, with support regions and their messages."""

    def __init__(self, channels: Sequence[int], classes: int) -> None:
        super().__init__(channels, classes)
        self.narrowing = nn.Conv2d(CHANNELS, _WIDTH, 1)
        self.messages = GatedMessages(_WIDTH, len(PADDINGS))

    def small(self, values: Tensor, seen: Tensor) -> Tensor:
        """Small maps (N, K, 96, 7, 7) of regions (N, K, 4): 24 channels of each support region, smallest first."""
        each = super().small(self.narrowing(values), supports(seen))
        # Whatever K is: a graph may be asked about other regions than its own.
        rows = each.reshape(-1, len(PADDINGS), *each.shape[2:])
        told = torch.cat(self.messages(rows.unbind(1)), 1)
        return told.reshape(seen.shape[0], -1, *told.shape[1:])


def supports(boxes: Tensor) -> Tensor:
    """The support regions (N, 4 K, 4) of boxes (N, K, 4), those of a box together, the smallest first.

    What lies outside the photo is nothing.
    """
    return torch.stack([enlarged(boxes, 1 + padding) for padding in PADDINGS], 2).flatten(1, 2)
