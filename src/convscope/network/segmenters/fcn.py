"""FCN-8s: scores at the strides 32, 16 and 8, added up from the coarsest to the finest.

Source: Long, Shelhamer and Darrell 2015, "Fully convolutional networks for semantic segmentation", arXiv:1411.4038;
enlarged along lines, as its learned enlargement begins.
"""

from __future__ import annotations

from torch import Tensor, nn

from convscope.network.segmenters.blocks import enlarged
from convscope.network.trunk import STRIDES, Trunk


class FCN(nn.Module):
    """Scores (N, classes, rows, columns) of photos (N, C, rows, columns).

    With T_s the trunk's map of stride s and w_s a 1x1 convolution to classes, S_32 = w_32(T_32),
    S_16 = w_16(T_16) + enlarged S_32, S_8 = w_8(T_8) + enlarged S_16, and the scores are S_8 enlarged.

    Attributes:
        trunk: gives the maps at the strides 8, 16 and 32, and finer ones, which are not read.
        scores: w, from the coarsest to the finest.
    """

    def __init__(self, trunk: Trunk, classes: int) -> None:
        """Put new scores for so many classes on a trunk."""
        super().__init__()
        self.trunk = trunk.maps
        channels = trunk.channels[-len(STRIDES) :][::-1]
        scores = [nn.Conv2d(one, classes, 1) for one in channels]
        for convolution in scores[1:]:
            # As in the paper, the finer maps count for nothing at first.
            nn.init.zeros_(convolution.weight)
        self.scores = nn.ModuleList(scores)

    def forward(self, photos: Tensor) -> Tensor:
        """Scores (N, classes, rows, columns)."""
        coarsest, *finer = list(self.trunk(photos).values())[-len(STRIDES) :][::-1]
        total: Tensor = self.scores[0](coarsest)
        for score, values in zip(list(self.scores)[1:], finer, strict=True):
            total = score(values) + enlarged(total, values)
        return enlarged(total, photos)
