"""Constraints: what is done to pictures after each step, so that they keep to what is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import torch
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True)
class Blur:
    """A Gaussian blur, mirrored at the border; high frequencies must be climbed anew at each step.

    Yosinski et al. 2015, arXiv:1506.06579.

    Attributes:
        sigma: standard deviation in pixels.
    """

    sigma: float

    def __call__(self, images: Tensor) -> Tensor:
        """Blurred pictures (N, C, rows, columns)."""
        reach = min(ceil(3 * self.sigma), min(images.shape[2:]) - 1)
        places = torch.arange(-reach, reach + 1, dtype=images.dtype, device=images.device)
        weights = torch.exp(-places.square() / (2 * self.sigma**2))
        weights = (weights / weights.sum()).repeat(images.shape[1], 1, 1, 1)
        padded = F.pad(images, [reach] * 4, mode="reflect")
        rows = F.conv2d(padded, weights, groups=images.shape[1])
        return F.conv2d(rows, weights.transpose(2, 3), groups=images.shape[1])


GREY = 0.5


@dataclass(frozen=True)
class ClipSmallNorm:
    """Pixels that are nearly grey become grey, so that only what matters shows.

    Yosinski et al. 2015, arXiv:1506.06579.

    Attributes:
        share: of the pixels of each picture that become grey, 0 to 1.
    """

    share: float

    def __call__(self, images: Tensor) -> Tensor:
        """Clipped pictures (N, C, rows, columns)."""
        norms = (images - GREY).norm(dim=1, keepdim=True)
        least = norms.flatten(1).quantile(self.share, dim=1).reshape(-1, 1, 1, 1)
        return images.where(norms >= least, images.new_full((), GREY))
