"""Faster R-CNN: a network proposes regions of its own map, then says what each shows.

Source: Ren et al. 2015, "Faster R-CNN: towards real-time object detection with region proposal networks",
arXiv:1506.01497; regions by RoI align (He et al. 2017, arXiv:1703.06870), on one map of stride 8 to which the coarser
ones are added (Lin et al. 2017, arXiv:1612.03144).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from torch import Tensor, nn

from convscope.detection.proposals import proposals
from convscope.detection.regions import regions
from convscope.network.detectors.detector import Step, SteppedDetector
from convscope.network.detectors.finest_map import FinestMap
from convscope.network.detectors.region_head import (
    SIDE,
    RegionHead,
    boxes_of_regions,
    region_losses,
    with_truth,
)
from convscope.network.detectors.region_proposals import RegionProposals, proposal_losses, proposed_boxes
from convscope.network.trunk import STRIDES, Trunk

# Of the shared map.
CHANNELS = 96
_CONSIDERED = 1000
_OVERLAP = 0.7
# Proposals of a photo; the paper's 300 find no more of what a photo of 384 pixels shows.
_PROPOSALS = 200


class FasterRCNN(SteppedDetector):
    """The detector.

    Attributes:
        trunk: gives the maps at the strides 8, 16 and 32.
        head: the shared map, the network that proposes, and the one that judges.
    """

    def __init__(self, trunk: Trunk, head: Head) -> None:
        """Put heads on a trunk, for maps of its channels."""
        super().__init__(trunk)
        self.head = head

    def forward(self, photos: Tensor) -> Tensor:
        """Boxes and scores (N, proposals, 4 + classes), the best proposals first."""
        outputs: Tensor = self.head(self.trunk(photos), size_of(photos))
        return outputs

    def step(self, photos: Tensor, truth: Tensor) -> Step:
        """See `SteppedDetector.step`; the four losses count alike."""
        return self.head.learned(self.head.map(self.trunk(photos)), size_of(photos), truth).step


class Proposed(NamedTuple):
    """What the first stage says.

    Attributes:
        regions: (N, proposals, 4).
        scores: (N, anchors).
        offsets: (N, anchors, 4).
        anchors: (anchors, 4).
    """

    regions: Tensor
    scores: Tensor
    offsets: Tensor
    anchors: Tensor


class Learned(NamedTuple):
    """What a step of a training computes.

    Attributes:
        step: what it gives.
        regions: (N, K, 4) that learned: proposals, and behind them the things themselves.
    """

    step: Step
    regions: Tensor


class TwoStages(nn.Module):
    """The shared map, what proposes regions of it, and what judges them."""

    def __init__(self, channels: Sequence[int], classes: int, proposals: int = _PROPOSALS) -> None:
        super().__init__()
        self._proposals = proposals
        self.map = FinestMap(channels, CHANNELS)
        self.proposing = RegionProposals(CHANNELS, STRIDES[0])
        self.judging = RegionHead(CHANNELS, classes)

    def learned(self, values: Tensor, size: tuple[int, int], truth: Tensor) -> Learned:
        """Outputs and losses, from the map of photos of (rows, columns) and their truth (N, most, 5)."""
        proposed = self.propose(values, size)
        seen, count = with_truth(proposed.regions, truth), proposed.regions.shape[1]
        logits, offsets = self.judge(values, seen)
        losses = proposal_losses(proposed.scores, proposed.offsets, proposed.anchors, truth)
        outputs = boxes_of_regions(proposed.regions, logits[:, :count], offsets[:, :count], size)
        return Learned(Step(outputs, losses + region_losses(seen, logits, offsets, truth)), seen)

    def propose(self, values: Tensor, size: tuple[int, int]) -> Proposed:
        """The first stage: regions of the map."""
        scores, offsets = self.proposing(values)
        references = self.proposing.anchors(values)
        boxes = proposed_boxes(offsets, references, size)
        chosen = proposals(boxes.detach(), scores.detach(), _CONSIDERED, _OVERLAP, self._proposals)
        return Proposed(chosen, scores, offsets, references)

    def judge(self, values: Tensor, seen: Tensor) -> tuple[Tensor, Tensor]:
        """The second stage: logits and offsets of regions (N, K, 4)."""
        found: tuple[Tensor, Tensor] = self.judging(self.small(values, seen))
        return found

    def small(self, values: Tensor, seen: Tensor) -> Tensor:
        """Small maps (N, K, 96, 7, 7) of regions (N, K, 4) of the map, by which they are judged."""
        found: Tensor = regions([values], seen, [1 / STRIDES[0]], SIDE, "align")
        return found


class Head(TwoStages):
    """What stands on the trunk."""

    def forward(self, maps: Mapping[str, Tensor], size: tuple[int, int]) -> Tensor:
        """(N, proposals, 4 + classes) from the trunk's maps of photos of (rows, columns)."""
        values = self.map(maps)
        found = self.propose(values, size).regions
        return boxes_of_regions(found, *self.judge(values, found), size)


def size_of(photos: Tensor) -> tuple[int, int]:
    """(rows, columns) of photos (N, C, rows, columns)."""
    rows, columns = photos.shape[2:]
    return rows, columns
