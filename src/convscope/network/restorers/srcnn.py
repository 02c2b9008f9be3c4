"""SRCNN: an enlarged photo is sharpened by three convolutions.

Source: Dong, Loy, He and Tang 2016, "Image super-resolution using deep convolutional networks", arXiv:1501.00092,
its network 9-5-5; here it learns what the enlarged photo lacks, which trains faster.
"""

from __future__ import annotations

from torch import Tensor, nn

from convscope.network.restorers.enlarged import enlarged


class SRCNN(nn.Module):
    """A photo ``scale`` times as large: e + F(e), with e the bicubically enlarged photo."""

    def __init__(self, channels: int, scale: int) -> None:
        """Make a network of photos of so many channels."""
        super().__init__()
        self.scale = scale
        self.details = nn.Sequential(
            nn.Conv2d(channels, 64, 9, padding=4),
            nn.ReLU(),
            nn.Conv2d(64, 32, 5, padding=2),
            nn.ReLU(),
            nn.Conv2d(32, channels, 5, padding=2),
        )

    def forward(self, photos: Tensor) -> Tensor:
        """(N, C, scale rows, scale columns)."""
        large = enlarged(photos, self.scale)
        details: Tensor = self.details(large)
        return large + details
