"""ESPCN: all convolutions see the small photo, and channels become pixels at the very end.

Source: Shi et al. 2016, "Real-time single image and video super-resolution using an efficient sub-pixel convolutional
neural network", arXiv:1609.05158, with ReLU in the place of tanh; here it learns what the enlarged photo lacks.
"""

from __future__ import annotations

from torch import Tensor, nn

from convscope.network.restorers.enlarged import enlarged


class ESPCN(nn.Module):
    """A photo ``scale`` times as large: e + P(F(x)), with e the bicubically enlarged photo x, P a pixel shuffle."""

    def __init__(self, channels: int, scale: int) -> None:
        """Make a network of photos of so many channels."""
        super().__init__()
        self.scale = scale
        self.details = nn.Sequential(
            nn.Conv2d(channels, 64, 5, padding=2),
            nn.ReLU(),
            nn.Conv2d(64, 32, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(32, channels * scale**2, 3, padding=1),
            nn.PixelShuffle(scale),
        )

    def forward(self, photos: Tensor) -> Tensor:
        """(N, C, scale rows, scale columns)."""
        details: Tensor = self.details(photos)
        return enlarged(photos, self.scale) + details
