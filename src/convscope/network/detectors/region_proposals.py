"""The region proposal network of Faster R-CNN: where on a map something could be, whatever it is."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.detection.anchors import anchors
from convscope.detection.coding import clipped, decoded, encoded
from convscope.network.detectors.sampling import sampled

# In pixels of the input, and heights in parts of widths.
_SIZES = (16, 32, 64, 128, 256)
_RATIOS = (0.5, 1.0, 2.0)
# Least IoU of an anchor with a thing that it shall find, and greatest of one that shall find nothing.
_POSITIVE, _NEGATIVE = 0.7, 0.3
_SAMPLE, _SHARE = 256, 0.5
# Where the loss of an offset turns from a square to a line.
_BETA = 1 / 9


class RegionProposals(nn.Module):
    """Of each anchor a score (logit) that it shows something, and how to reach its box."""

    def __init__(self, channels: int, stride: int) -> None:
        """Take a map of so many channels, whose places are ``stride`` pixels apart."""
        super().__init__()
        self.stride = stride
        each = len(_SIZES) * len(_RATIOS)
        self.convolution = nn.Conv2d(channels, channels, 3, padding=1)
        self.scores, self.offsets = nn.Conv2d(channels, each, 1), nn.Conv2d(channels, 4 * each, 1)
        for layer in (self.convolution, self.scores, self.offsets):
            nn.init.normal_(layer.weight, std=0.01)
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)

    def forward(self, values: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (N, anchors) and offsets (N, anchors, 4), place after place, from the map (N, C, rows, columns)."""
        found = self.convolution(values).relu()
        scores = self.scores(found).permute(0, 2, 3, 1).flatten(1).float()
        offsets = self.offsets(found).permute(0, 2, 3, 1).flatten(1).unflatten(1, (-1, 4)).float()
        return scores, offsets

    def anchors(self, values: Tensor) -> Tensor:
        """The anchors (anchors, 4) of the map."""
        rows, columns = values.shape[2:]
        return anchors((rows, columns), self.stride, _SIZES, _RATIOS).to(values.device)


def proposed_boxes(offsets: Tensor, references: Tensor, size: tuple[int, int]) -> Tensor:
    """The boxes (N, anchors, 4) that offsets from anchors mean, cut off at the edges of the photo."""
    return clipped(decoded(offsets, references), size)


def assigned(references: Tensor, truth: Tensor) -> Tensor:
    """Which thing each anchor shall find.

    An anchor is for the thing that it overlaps most if their IoU is at least 0.7, or if no anchor overlaps that thing
    more; it shall find nothing if its IoU with all things is less than 0.3.

    Args:
        references: (anchors, 4).
        truth: (most, 5) of one photo, rows of class -1 filling up.

    Returns:
        (anchors,) row of the truth, -1 where it shall find nothing, -2 where it learns nothing.
    """
    from torchvision.ops import box_iou

    is_thing = truth[:, 4] >= 0
    overlaps = torch.where(is_thing, box_iou(references, truth[:, :4]), 0.0)
    most, row = overlaps.max(1)
    best_of_thing = overlaps.amax(0)
    is_best = ((overlaps == best_of_thing) & (best_of_thing > 0)).any(1)
    found = torch.where(most < _NEGATIVE, -1, -2)
    return torch.where((most >= _POSITIVE) | is_best, row, found)


def proposal_losses(scores: Tensor, offsets: Tensor, references: Tensor, truth: Tensor) -> Tensor:
    """The loss (N,) of each photo: binary cross-entropy of the scores, smooth L1 of positive anchors' offsets.

    Both are sums over a sample of 256 anchors of a photo, divided by its size (see `sampled`).

    Args:
        scores: (N, anchors).
        offsets: (N, anchors, 4).
        references: (anchors, 4).
        truth: (N, most, 5).

    Source: Ren et al. 2015, arXiv:1506.01497, equation 1, with the balance of both that Detectron uses.
    """
    losses = []
    for score, offset, things in zip(scores, offsets, truth, strict=True):
        rows = assigned(references, things)
        positive = rows >= 0
        weights = sampled(positive, rows == -1, _SAMPLE, _SHARE)
        each = F.binary_cross_entropy_with_logits(score, positive.float(), reduction="none")
        wanted = encoded(things[rows[positive], :4], references[positive])
        off = F.smooth_l1_loss(offset[positive], wanted, beta=_BETA, reduction="none").sum(1)
        total = (weights * each).sum() + (weights[positive] * off).sum()
        losses.append(total / weights.sum().clamp_min(1))
    return torch.stack(losses)
