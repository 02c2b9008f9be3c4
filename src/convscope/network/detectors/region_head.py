"""The second stage of Fast and Faster R-CNN: what a region shows, and a box that fits better."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.detection.coding import Weights, clipped, decoded, encoded
from convscope.detection.proposals import is_filling
from convscope.network.detectors.sampling import sampled

# Rows and columns of a region's small map, and numbers of its code.
SIDE = 7
WIDTH = 256
_WEIGHTS: Weights = (10.0, 10.0, 5.0, 5.0)
# Least IoU of a region with a thing that it shall find, as in the papers.
POSITIVE = 0.5
_SAMPLE, _SHARE = 128, 0.25
_BETA = 1 / 9
# The score of what is no region: nothing.
_NOTHING = -30.0


class RegionHead(nn.Module):
    """Two layers that see a whole region, then a score for each class and for background, and one box for all.

    The papers learn a box for each class; one for all, as in R-FCN (Dai et al. 2016, arXiv:1605.06409), makes a
    region one place of the outputs.
    """

    def __init__(self, channels: int, classes: int) -> None:
        """Take regions (N, K, channels, 7, 7)."""
        super().__init__()
        self.first, self.second = nn.Linear(channels * SIDE * SIDE, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.classes, self.offsets = nn.Linear(WIDTH, classes + 1), nn.Linear(WIDTH, 4)
        nn.init.normal_(self.classes.weight, std=0.01)
        nn.init.normal_(self.offsets.weight, std=0.001)
        nn.init.zeros_(self.offsets.bias)

    def forward(self, values: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (N, K, 1 + classes), background first, and offsets (N, K, 4)."""
        found = self.code(values)
        return self.classes(found).float(), self.offsets(found).float()

    def code(self, values: Tensor) -> Tensor:
        """What is known of a region behind the two layers, (N, K, 256)."""
        # Whatever K is: a graph may be asked about other regions than its own.
        rows = values.reshape(values.shape[0], -1, self.first.in_features)
        found: Tensor = self.second(self.first(rows).relu()).relu()
        return found


def boxes_of_regions(regions: Tensor, logits: Tensor, offsets: Tensor, size: tuple[int, int]) -> Tensor:
    """What is found in regions, (N, K, 4 + classes).

    A class's score is the logit of its probability among the classes and background, p = softmax(z):

        log(p_c / (1 - p_c)) = z_c - log(sum over all others of exp z)

    Args:
        regions: (N, K, 4), those without area filling up.
        logits: (N, K, 1 + classes).
        offsets: (N, K, 4).
        size: (rows, columns) of the photos.
    """
    count = logits.shape[-1]
    itself = torch.eye(count, dtype=torch.bool, device=logits.device)
    others = logits[..., None, :].masked_fill(itself, -torch.inf).logsumexp(-1)
    scores = (logits - others)[..., 1:].masked_fill(is_filling(regions)[..., None], _NOTHING)
    return torch.cat([clipped(decoded(offsets, regions, _WEIGHTS), size), scores], -1)


def with_truth(regions: Tensor, truth: Tensor) -> Tensor:
    """Regions (N, K, 4) and behind them the things (N, most, 4) themselves, which a training learns from, too."""
    return torch.cat([regions, truth[..., :4] * (truth[..., 4:] >= 0)], 1)


def region_losses(
    regions: Tensor, logits: Tensor, offsets: Tensor, truth: Tensor, positive: float = POSITIVE
) -> Tensor:
    """The loss (N,) of each photo: cross-entropy of the classes, smooth L1 of the offsets of regions of things.

    A region is for the thing that it overlaps most if their IoU is at least `positive`, else for the background. Both
    losses are sums over a sample of 128 regions, a quarter of them of things, divided by its size (see `sampled`).

    Args:
        regions: (N, K, 4), those without area filling up.
        logits: (N, K, 1 + classes).
        offsets: (N, K, 4).
        truth: (N, most, 5).
        positive: least IoU of a region with a thing that it shall find.

    Source: Girshick 2015, "Fast R-CNN", arXiv:1504.08083, section 2.3.
    """
    from torchvision.ops import box_iou

    losses = []
    for own, logit, offset, things in zip(regions, logits, offsets, truth, strict=True):
        most, row = torch.where(things[:, 4] >= 0, box_iou(own, things[:, :4]), 0.0).max(1)
        is_region = ~is_filling(own)
        finds = (most >= positive) & is_region
        labels = torch.where(finds, things[row, 4].long() + 1, 0)
        weights = sampled(finds, is_region & ~finds, _SAMPLE, _SHARE)
        wanted = encoded(things[row[finds], :4], own[finds], _WEIGHTS)
        off = F.smooth_l1_loss(offset[finds], wanted, beta=_BETA, reduction="none").sum(1)
        each = F.cross_entropy(logit, labels, reduction="none")
        total = (weights * each).sum() + (weights[finds] * off).sum()
        losses.append(total / weights.sum().clamp_min(1))
    return torch.stack(losses)
