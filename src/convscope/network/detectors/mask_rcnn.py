"""Mask R-CNN: Faster R-CNN that also says which places of each box its thing covers.

Source: He et al. 2017, "Mask R-CNN", arXiv:1703.06870, on the map that `FasterRCNN` has here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from convscope.detection.kept_boxes import kept_boxes
from convscope.detection.numbered import boxes_of_numbers
from convscope.network.detectors.detector import Step, SteppedDetector
from convscope.network.detectors.faster_rcnn import CHANNELS, TwoStages, size_of
from convscope.network.detectors.mask_head import MaskHead, learned_regions, mask_losses, of_own_class
from convscope.network.detectors.region_head import boxes_of_regions
from convscope.network.task.boxes import OVERLAP
from convscope.network.task.instances import BOXES, MASKS
from convscope.network.trunk import STRIDES, Trunk

# Of a detection whose mask is an output, and how many of a photo are.
_LEAST = 0.05
_COUNT = 100


class MaskRCNN(SteppedDetector):
    """The detector.

    Attributes:
        trunk: gives the maps at the strides 8, 16 and 32.
        head: that of Faster R-CNN, and the branch of the masks.
    """

    def __init__(self, trunk: Trunk, classes: int) -> None:
        """Put new heads for so many classes on a trunk."""
        super().__init__(trunk)
        self.head = MaskedHead(trunk.channels, classes)

    def forward(self, photos: Tensor) -> dict[str, Tensor]:
        """Boxes and scores (N, proposals, 4 + classes), and the masks (N, 100, 28, 28) of what suppression keeps.

        The values of a mask are logits, at places evenly over the box.
        """
        outputs: dict[str, Tensor] = self.head(self.trunk(photos), size_of(photos))
        return outputs

    def step(self, photos: Tensor, truth: Tensor) -> Step:
        """Outputs and losses of photos (N, C, rows, columns), the five losses counting alike.

        Args:
            photos: as the detector takes them.
            truth: (N, layers, rows, columns) the things, see `boxes_of_numbers`.
        """
        return self.head.step(self.trunk(photos), size_of(photos), truth)


class MaskedHead(TwoStages):
    """What stands on the trunk."""

    def __init__(self, channels: Sequence[int], classes: int) -> None:
        super().__init__(channels, classes)
        self.outlining = MaskHead(CHANNELS, classes)

    def forward(self, maps: Mapping[str, Tensor], size: tuple[int, int]) -> dict[str, Tensor]:
        """Boxes with scores, and masks, from the trunk's maps of photos of (rows, columns)."""
        values = self.map(maps)
        found = self.propose(values, size).regions
        places = boxes_of_regions(found, *self.judge(values, found), size)
        kept = kept_boxes(places.detach(), _LEAST, OVERLAP, _COUNT)
        masks = self.outlining.of_boxes(values, STRIDES[0], kept)
        return {BOXES: places, MASKS: of_own_class(masks, kept[..., 4])}

    def step(self, maps: Mapping[str, Tensor], size: tuple[int, int], things: Tensor) -> Step:
        """See `MaskRCNN.step`; while it trains, other regions learn masks in each step."""
        values, truth = self.map(maps), boxes_of_numbers(things)
        learned = self.learned(values, size, truth)
        first = int(torch.randint(learned.regions.shape[1], ())) if self.training else 0
        chosen = learned_regions(learned.regions, truth, first)
        masks = self.outlining.of_boxes(values, STRIDES[0], chosen.boxes)
        outputs, losses = learned.step
        return Step(outputs, losses + mask_losses(masks, chosen, truth, things))
