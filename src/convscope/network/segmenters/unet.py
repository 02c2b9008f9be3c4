"""U-Net: the coarsest map is enlarged step by step, each time beside the trunk's map of that stride.

Source: Ronneberger, Fischer and Brox 2015, "U-Net: convolutional networks for biomedical image segmentation",
arXiv:1505.04597; the way down is the trunk's.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from convscope.network.segmenters.blocks import block, enlarged
from convscope.network.trunk import Trunk

# Channels of the decoder at each stride.
_CHANNELS = {2: 32, 4: 48, 8: 64, 16: 128, 32: 128}


class UNet(nn.Module):
    """Scores (N, classes, rows, columns) of photos (N, C, rows, columns).

    With T_s the trunk's map of stride s, D_32 = a(T_32) and D_s = b_s(enlarged D_2s, T_s) with a a 1x1 and b a 3x3
    convolution, with group norm and ReLU; the scores are a 1x1 convolution of the finest D, enlarged.

    Attributes:
        trunk: gives the maps at the strides 2 to 32, as far as it has them.
        decoder: the way up.
    """

    def __init__(self, trunk: Trunk, classes: int) -> None:
        """Put a new decoder for so many classes on a trunk."""
        super().__init__()
        self.trunk = trunk.maps
        self.decoder = Decoder(trunk, classes)

    def forward(self, photos: Tensor) -> Tensor:
        """Scores (N, classes, rows, columns)."""
        return enlarged(self.decoder(list(self.trunk(photos).values())), photos)


class Decoder(nn.Module):
    """From the trunk's maps, the finest first, to scores at the finest of their strides."""

    def __init__(self, trunk: Trunk, classes: int) -> None:
        super().__init__()
        above = _CHANNELS[trunk.strides[-1]]
        self.deepest = block(trunk.channels[-1], above, kernel=1)
        self.steps = nn.ModuleList()
        for stride, channels in zip(trunk.strides[-2::-1], trunk.channels[-2::-1], strict=True):
            own = _CHANNELS[stride]
            self.steps.append(block(above + channels, own))
            above = own
        self.classes = nn.Conv2d(above, classes, 1)

    def forward(self, maps: list[Tensor]) -> Tensor:
        """(N, classes, ...) from the maps."""
        values: Tensor = self.deepest(maps[-1])
        for step, beside in zip(self.steps, maps[-2::-1], strict=True):
            values = step(torch.cat([enlarged(values, beside), beside], 1))
        scores: Tensor = self.classes(values)
        return scores
