"""A U-Net of residual blocks, as DRUNet is one: most of the work is done where maps are small.

Source: Zhang, Li, Zuo, Zhang, Van Gool and Timofte 2021, "Plug-and-play image restoration with deep denoiser prior",
arXiv:2008.13751; here smaller, without the map of the noise's strength, which it sees by itself.
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional as F

# Channels at the strides of 2, 4 and 8; the photo's own resolution has none, its pixels become channels.
_WIDTHS = (48, 96, 160)
# Residual blocks at each stride, on the way down and on the way up.
_BLOCKS = 2
_STRIDE = 8


class ResUNet(nn.Module):
    """A restored photo x + D(x) (N, C, rows, columns).

    D folds each 2x2 pixels into channels, goes down to the stride of 8 and up again by 2x2 convolutions, with
    residual blocks of two 3x3 convolutions at each stride, and adds what the way down knew.  Nothing has a bias or a
    norm, so that D(ax) = a D(x) for a > 0: what was learned of weak noise holds for strong (Mohan et al. 2020).
    """

    def __init__(self, channels: int, *, beside: int = 0) -> None:
        """Make a network of photos of so many channels.

        Args:
            channels: of a photo.
            beside: further channels that D sees beside a photo, and does not change.
        """
        super().__init__()
        self.fold = nn.PixelUnshuffle(2)
        self.head = _convolution(4 * (channels + beside), _WIDTHS[0])
        self.down = nn.ModuleList(_stage(width) for width in _WIDTHS[:-1])
        self.shrink = nn.ModuleList(
            nn.Conv2d(width, wider, 2, stride=2, bias=False) for width, wider in pairwise(_WIDTHS)
        )
        self.body = _stage(_WIDTHS[-1])
        self.grow = nn.ModuleList(
            nn.ConvTranspose2d(wider, width, 2, stride=2, bias=False)
            for wider, width in pairwise(_WIDTHS[::-1])
        )
        self.up = nn.ModuleList(_stage(width) for width in _WIDTHS[-2::-1])
        self.tail = _convolution(_WIDTHS[0], 4 * channels)
        self.unfold = nn.PixelShuffle(2)
        # At first nothing is changed.
        nn.init.zeros_(self.tail.weight)

    def forward(self, photos: Tensor) -> Tensor:
        """(N, C, rows, columns), the sides of any length."""
        return photos + self.change(photos)

    def change(self, seen: Tensor) -> Tensor:
        """D (N, channels, rows, columns) of what is seen (N, channels + beside, rows, columns)."""
        rows, columns = seen.shape[2:]
        whole = F.pad(seen, (0, -columns % _STRIDE, 0, -rows % _STRIDE), mode="replicate")
        values: Tensor = self.head(self.fold(whole))
        beside: list[Tensor] = []
        for stage, shrink in zip(self.down, self.shrink, strict=True):
            values = stage(values)
            beside.append(values)
            values = shrink(values)
        values = self.body(values)
        for grow, stage in zip(self.grow, self.up, strict=True):
            values = stage(grow(values) + beside.pop())
        change: Tensor = self.unfold(self.tail(values))
        return change[:, :, :rows, :columns]


class _Residual(nn.Module):
    """X + b(relu(a(x)))."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first, self.relu, self.second = _convolution(width, width), nn.ReLU(), _convolution(width, width)

    def forward(self, values: Tensor) -> Tensor:
        """Of the same shape."""
        change: Tensor = self.second(self.relu(self.first(values)))
        return values + change


def _convolution(channels: int, outputs: int) -> nn.Conv2d:
    return nn.Conv2d(channels, outputs, 3, padding=1, bias=False)


def _stage(width: int) -> nn.Sequential:
    return nn.Sequential(*(_Residual(width) for _ in range(_BLOCKS)))
