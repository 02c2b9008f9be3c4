"""Clipping of pixels with small norm after each step."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

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
