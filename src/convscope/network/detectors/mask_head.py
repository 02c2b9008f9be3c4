"""The third branch of Mask R-CNN: which places of a box its thing covers."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.detection.compiled import roi_align
from convscope.detection.numbered import numbers_of
from convscope.detection.proposals import is_filling
from convscope.detection.regions import regions

# Rows and columns of a box's small map, and of its mask.
SIDE = 14
MASK_SIDE = 2 * SIDE
_WIDTH = 64
_DEPTH = 4
# Least IoU of a region with the thing whose mask it learns, and regions of a photo that a step learns from.
_POSITIVE = 0.5
_LEARNED = 16
# Points of a place of a mask along each side, of which the mean is learned.
_SAMPLES = 2


class MaskHead(nn.Module):
    """Four convolutions, one that makes the map twice as fine, and a mask for each class.

    Source: He et al. 2017, "Mask R-CNN", arXiv:1703.06870, figure 4.
    """

    def __init__(self, channels: int, classes: int) -> None:
        """Take the small maps of regions of a map of so many channels."""
        super().__init__()
        widths = (channels, *[_WIDTH] * _DEPTH)
        layers: list[nn.Module] = []
        for before, after in pairwise(widths):
            layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU()]
        self.layers = nn.Sequential(*layers)
        self.enlarging = nn.ConvTranspose2d(_WIDTH, _WIDTH, 2, stride=2)
        self.masks = nn.Conv2d(_WIDTH, classes, 1)
        for layer in (*self.layers[::2], self.enlarging):
            assert isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)
            assert layer.bias is not None
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
            nn.init.zeros_(layer.bias)

    def forward(self, small: Tensor) -> Tensor:
        """Scores (R, classes, 28, 28), logits of places to be of the thing, from small maps (R, C, 14, 14)."""
        masks: Tensor = self.masks(self.enlarging(self.layers(small)).relu())
        return masks

    def of_boxes(self, values: Tensor, stride: int, boxes: Tensor) -> Tensor:
        """The masks (N, K, classes, 28, 28) of boxes (N, K, 4 or more) on a map (N, C, rows, columns)."""
        small = regions([values], boxes[..., :4], [1 / stride], SIDE, "align")
        # Whatever K is: a graph may be asked about other boxes than its own.
        masks: Tensor = self(small.reshape(-1, *small.shape[2:]))
        return masks.reshape(boxes.shape[0], -1, *masks.shape[1:]).float()


def of_own_class(masks: Tensor, labels: Tensor) -> Tensor:
    """Of masks (N, K, classes, rows, columns) those (N, K, rows, columns) of each one's class (N, K)."""
    places = labels.long()[..., None, None, None].expand(-1, -1, 1, *masks.shape[3:])
    return masks.gather(2, places).squeeze(2)


class LearnedRegions(NamedTuple):
    """Regions that learn masks.

    Attributes:
        boxes: (N, 16, 4), those without area filling up.
        things: (N, 16) the row of the truth that each is for.
    """

    boxes: Tensor
    things: Tensor


def learned_regions(seen: Tensor, truth: Tensor, first: int = 0) -> LearnedRegions:
    """Of the regions that overlap a thing by an IoU of 0.5 or more, evenly spaced ones of each photo.

    Args:
        seen: (N, K, 4), those without area filling up.
        truth: (N, most, 5).
        first: with which of them to begin.
    """
    from torchvision.ops import box_iou

    boxes = seen.new_zeros(len(seen), _LEARNED, 4)
    rows = torch.zeros(len(seen), _LEARNED, dtype=torch.int64, device=seen.device)
    for place, (own, things) in enumerate(zip(seen, truth, strict=True)):
        most, row = torch.where(things[:, 4] >= 0, box_iou(own, things[:, :4]), 0.0).max(1)
        positive = ((most >= _POSITIVE) & ~is_filling(own)).nonzero()[:, 0]
        every = max(len(positive) // _LEARNED, 1)
        chosen = positive[first % every :: every][:_LEARNED]
        boxes[place, : len(chosen)], rows[place, : len(chosen)] = own[chosen], row[chosen]
    return LearnedRegions(boxes, rows)


def mask_losses(masks: Tensor, learned: LearnedRegions, truth: Tensor, maps: Tensor) -> Tensor:
    """The loss (N,) of each photo: binary cross-entropy of the masks of the true classes, the mean over all places.

    What is learned of a place is the part of it that the thing covers: RoI align of the thing's own mask.

    Args:
        masks: (N, 16, classes, 28, 28) scores of the learned regions.
        learned: the regions.
        truth: (N, most, 5).
        maps: (N, layers, rows, columns) of the things, see `boxes_of_numbers`; row n of the truth has number n + 1.

    Source: He et al. 2017, arXiv:1703.06870, section 3.
    """
    losses = []
    for logits, boxes, rows, things, numbers in zip(masks, *learned, truth, numbers_of(maps), strict=True):
        real = ~is_filling(boxes)
        own_ones = numbers == rows[real, None, None, None] + 1
        inside = own_ones.any(1, keepdim=True).to(boxes.dtype)
        places = torch.arange(len(inside), device=boxes.device, dtype=boxes.dtype)[:, None]
        wanted = roi_align(
            inside, torch.cat([places, boxes[real]], 1), MASK_SIDE, 1.0, _SAMPLES, shifted=True
        )[:, 0]
        own = logits[real, things[rows[real], 4].long().clamp_min(0)]
        total = F.binary_cross_entropy_with_logits(own, wanted.to(own.dtype), reduction="sum")
        losses.append(total / max(wanted.numel(), 1))
    return torch.stack(losses)
