"""A network that fills holes: it knows which pixels are missing, and begins with means of what is known near them.

Sources: Gortler, Grzeszczuk, Szeliski and Cohen 1996, "The lumigraph", for pulling and pushing; Yu, Lin, Yang, Shen,
Lu and Huang 2018, "Generative image inpainting with contextual attention", arXiv:1801.07892, for a mask beside.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.network.restorers.resunet import ResUNet

# The tensor of a network that fills holes: the number that stands in all channels of a missing pixel, between two of
# 8 bits, and how far from it a number may be that was rounded on its way.
HOLE = "hole"
_HOLE = 127.5 / 255
_NEAR = 1e-3
# How often sides are halved before the mean of all stands for what is still missing.
_HALVINGS = 6
_LEAST = 1e-6


class InpaintResUNet(ResUNet):
    """A photo x (N, C, rows, columns) whose holes are filled: k x + (1 - k) (g + D(g, k)).

    k is 0 where all channels are 127.5 / 255, and else 1.  g is x where it is known; where it is not, the mean of
    what is known among 2x2 pixels, of 4x4 where there is none, and so on, enlarged along lines.  D is that of
    `ResUNet`: it sees k beside g, whose constant 1 is the bias that it lacks.  What is known stays as it is, so that
    all of the loss is that of the holes.

    Attributes:
        hole: (1,), what stands in the place of what is missing.
    """

    hole: Tensor

    def __init__(self, channels: int) -> None:
        """Make a network of photos of so many channels."""
        super().__init__(channels, beside=1)
        self.register_buffer(HOLE, torch.tensor([_HOLE]))

    def forward(self, photos: Tensor) -> Tensor:
        """(N, C, rows, columns), the sides of any length."""
        known = ((photos - self.hole).abs().amax(1, keepdim=True) > _NEAR).to(photos)
        begun = _filled(known * photos, known, _HALVINGS)
        return known * photos + (1 - known) * (begun + self.change(torch.cat([begun, known], 1)))


def _filled(values: Tensor, known: Tensor, halvings: int) -> Tensor:
    """Values (N, C, rows, columns), 0 where known (N, 1, rows, columns) is 0, with means in the place of these."""
    if not halvings:
        return torch.where(
            known > 0, values, values.mean((2, 3), True) / known.mean((2, 3), True).clamp_min(_LEAST)
        )
    share = F.avg_pool2d(known, 2, ceil_mode=True)
    means = F.avg_pool2d(values, 2, ceil_mode=True) / share.clamp_min(_LEAST)
    small = _filled(means, (share > 0).to(known), halvings - 1)
    large = F.interpolate(small, size=values.shape[2:], mode="bilinear")
    return values + (1 - known) * large
