"""Fast R-CNN: selective search says where to look, RoI pooling makes each region of one map a small map to judge.

Source: Girshick 2015, "Fast R-CNN", arXiv:1504.08083; the map is of stride 8, the coarser ones added to it (Lin et
al. 2017, arXiv:1612.03144).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor, nn

from convscope.detection.proposals import is_filling
from convscope.detection.regions import regions
from convscope.detection.selective_search import searched
from convscope.images import Preprocessing
from convscope.network.detectors.detector import SEARCHED, Step, SteppedDetector
from convscope.network.detectors.finest_map import FinestMap
from convscope.network.detectors.region_head import (
    SIDE,
    RegionHead,
    boxes_of_regions,
    region_losses,
    with_truth,
)
from convscope.network.trunk import STRIDES, Trunk

_CHANNELS = 96
# Regions that are judged of a photo, and those of them that a step of a training looks at.
_REGIONS = 1500
_LEARNED = 256
# Least IoU of a region with a thing that it shall find. The paper has 0.5; of the cells of BCCD, which touch each
# other, selective search finds 99 % at 0.4 but 88 % at 0.5, and a box of 0.4 can be made to fit.
_POSITIVE = 0.4


class FastRCNN(SteppedDetector):
    """The detector.

    Attributes:
        trunk: gives the maps at the strides 8, 16 and 32.
        head: the shared map, and what judges its regions.
    """

    searches: ClassVar[bool] = True
    # Selective search gives many regions of a thing.
    overlap: ClassVar[float] = 0.4

    def __init__(self, trunk: Trunk, classes: int, photos: Preprocessing) -> None:
        """Put a new head for so many classes on a trunk."""
        super().__init__(trunk)
        self.head = Head(trunk.channels, classes)
        self._mean, self._std = photos.mean, photos.std

    def forward(self, photos: Tensor) -> Tensor:
        """Boxes and scores (N, regions, 4 + classes)."""
        rows, columns = photos.shape[2:]
        seen = searched(photos, self._mean, self._std, _REGIONS)
        logits, offsets = self.head(self.trunk(photos), seen)
        return boxes_of_regions(seen, logits, offsets, (rows, columns))

    def step(self, photos: Tensor, truth: Tensor) -> Step:
        """See `SteppedDetector.step`; while it trains, a part of the regions is looked at, others in each step."""
        rows, columns = photos.shape[2:]
        seen = truth[..., :4] * (truth[..., 4:] == SEARCHED)
        if is_filling(seen).all():
            seen = searched(photos, self._mean, self._std, _REGIONS)
        if self.training:
            first = int(torch.randint(_REGIONS, ()))
            seen = torch.stack([_some(one, first) for one in seen])
        things = _things(truth)
        learned, count = with_truth(seen, things), seen.shape[1]
        logits, offsets = self.head(self.trunk(photos), learned)
        outputs = boxes_of_regions(seen, logits[:, :count], offsets[:, :count], (rows, columns))
        return Step(outputs, region_losses(learned, logits, offsets, things, _POSITIVE))


class Head(nn.Module):
    """What stands on the trunk."""

    def __init__(self, channels: Sequence[int], classes: int) -> None:
        super().__init__()
        self.map = FinestMap(channels, _CHANNELS)
        self.judging = RegionHead(_CHANNELS, classes)

    def forward(self, maps: dict[str, Tensor], seen: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (N, K, 1 + classes) and offsets (N, K, 4) of regions (N, K, 4)."""
        small = regions([self.map(maps)], seen, [1 / STRIDES[0]], SIDE, "pool")
        found: tuple[Tensor, Tensor] = self.judging(small)
        return found


def _things(truth: Tensor) -> Tensor:
    """The truth without what selective search says, at least one row of it."""
    is_thing = (truth[..., 4] >= 0).any(0)
    is_thing[0] = True
    return truth[:, is_thing]


def _some(boxes: Tensor, first: int) -> Tensor:
    """Every so manieth of the boxes (K, 4) of a photo, (256, 4); boxes without area fill up."""
    real = boxes[~is_filling(boxes)]
    every = max(len(real) // _LEARNED, 1)
    chosen = real[first % every :: every][:_LEARNED]
    return torch.cat([chosen, boxes.new_zeros(_LEARNED - len(chosen), 4)])
