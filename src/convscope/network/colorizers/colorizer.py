"""A colorizer: the way up of a U-Net on the trunk of a classifier, which knows what things are."""

from __future__ import annotations

from torch import Tensor, nn

from convscope.network.segmenters.unet import Decoder
from convscope.network.trunk import Trunk


class Colorizer(nn.Module):
    """Outputs (N, outputs, rows / 4, columns / 4) of photos (N, 3, rows, columns), which are grey but for hints.

    Attributes:
        trunk: gives the maps at the strides 4 to 32.
        decoder: the way up.
    """

    def __init__(self, trunk: Trunk, outputs: int) -> None:
        """Put a new decoder on a trunk.

        Args:
            trunk: with weights or without.
            outputs: of each place: a score for each colour, or 2, a and b.
        """
        super().__init__()
        self.trunk = trunk.maps
        self.decoder = Decoder(trunk, outputs)

    def forward(self, photos: Tensor) -> Tensor:
        """(N, outputs, rows / 4, columns / 4)."""
        outputs: Tensor = self.decoder(list(self.trunk(photos).values()))
        return outputs
