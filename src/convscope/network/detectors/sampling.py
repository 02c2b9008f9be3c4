"""Which places learn, where almost all show background: the mean over all samples that could be drawn."""

from __future__ import annotations

import torch
from torch import Tensor


def sampled(positive: Tensor, negative: Tensor, count: int, share: float) -> Tensor:
    """The chance (places,) of each place to be in a random sample.

    The papers draw ``count`` places of a photo, at most a share of them positive, and as many negative as are
    wanting.  Weighted by these chances, the loss of all places is the mean over the samples: it needs no random
    numbers, and that of a photo does not depend on the others.

    Args:
        positive: (places,) whether a place shall find a thing.
        negative: (places,) whether it shall find nothing; places that are neither learn nothing.
        count: places of a sample.
        share: greatest part of positive ones.
    """
    positives, negatives = positive.sum(), negative.sum()
    drawn = positives.clamp(max=int(count * share))
    others = torch.minimum(negatives, count - drawn)
    return positive * (drawn / positives.clamp_min(1)) + negative * (others / negatives.clamp_min(1))
