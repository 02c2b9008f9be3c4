"""DeepLabv3+: a place is seen together with its surroundings at several distances, then beside fine edges.

Source: Chen et al. 2017, "Rethinking atrous convolution for semantic image segmentation", arXiv:1706.05587, and Chen
et al. 2018, "Encoder-decoder with atrous separable convolution", arXiv:1802.02611; on the trunk's map of stride 16 as
it is, the trunk's own convolutions not being spread.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from convscope.network.segmenters.blocks import block, enlarged
from convscope.network.trunk import Trunk

_CHANNELS = 128
# Channels of the fine map, few, so that it does not outweigh the others.
_FINE = 48
# Of the convolutions' dilation, at a stride of 16.
_RATES = (6, 12, 18)
_STRIDE = 16


class DeepLab(nn.Module):
    """Scores (N, classes, rows, columns) of photos (N, C, rows, columns).

    Attributes:
        trunk: gives the map at the stride 16, and the finest at 4 or 8; others are not read.
        surroundings: from the map of stride 16 to one of as many places that knows its surroundings.
        edges: what is kept of the fine map.
        decoder: both to scores.
    """

    def __init__(self, trunk: Trunk, classes: int) -> None:
        """Put a new decoder for so many classes on a trunk."""
        super().__init__()
        self.trunk = trunk.maps
        self._at = trunk.strides.index(_STRIDE)
        self._fine = trunk.strides.index(4 if 4 in trunk.strides else 8)
        self.surroundings = Surroundings(trunk.channels[self._at])
        self.edges = block(trunk.channels[self._fine], _FINE, kernel=1)
        self.decoder = nn.Sequential(
            block(_CHANNELS + _FINE, _CHANNELS), block(_CHANNELS, _CHANNELS), nn.Conv2d(_CHANNELS, classes, 1)
        )

    def forward(self, photos: Tensor) -> Tensor:
        """Scores (N, classes, rows, columns)."""
        maps = list(self.trunk(photos).values())
        edges = self.edges(maps[self._fine])
        around = enlarged(self.surroundings(maps[self._at]), edges)
        return enlarged(self.decoder(torch.cat([around, edges], 1)), photos)


class Surroundings(nn.Module):
    """Atrous spatial pyramid pooling: a place, three spread neighbourhoods and the whole map, side by side."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.places = block(channels, _CHANNELS, kernel=1)
        self.spread = nn.ModuleList([block(channels, _CHANNELS, dilation=rate) for rate in _RATES])
        self.whole = block(channels, _CHANNELS, kernel=1)
        self.together = block(_CHANNELS * (2 + len(_RATES)), _CHANNELS, kernel=1)

    def forward(self, values: Tensor) -> Tensor:
        """(N, channels, ...) of the map's size."""
        places = self.places(values)
        whole = self.whole(values.mean((2, 3), keepdim=True)).expand_as(places)
        found: Tensor = self.together(torch.cat([places, *(one(values) for one in self.spread), whole], 1))
        return found
