"""EDSR: residual blocks without norms at the small photo's resolution, then a pixel shuffle.

Source: Lim, Son, Kim, Nah and Lee 2017, "Enhanced deep residual networks for single image super-resolution",
arXiv:1707.02921, its small network with 16 blocks of 64 channels; here it learns what the enlarged photo lacks.
"""

from __future__ import annotations

from torch import Tensor, nn

from convscope.network.restorers.enlarged import enlarged

_BLOCKS = 16
_WIDTH = 64


class EDSR(nn.Module):
    """A photo ``scale`` times as large: e + P(B(x)), with e the bicubically enlarged photo x, P a pixel shuffle."""

    def __init__(self, channels: int, scale: int) -> None:
        """Make a network of photos of so many channels."""
        super().__init__()
        self.scale = scale
        self.head = _convolution(channels, _WIDTH)
        self.body = nn.Sequential(*(_Residual() for _ in range(_BLOCKS)), _convolution(_WIDTH, _WIDTH))
        # 4 = 2 x 2: as in the paper the sides are doubled twice.
        factors = (2, 2) if scale == 4 else (scale,)
        self.tail = nn.Sequential(
            *(part for factor in factors for part in _growth(factor)), _convolution(_WIDTH, channels)
        )

    def forward(self, photos: Tensor) -> Tensor:
        """(N, C, scale rows, scale columns)."""
        values: Tensor = self.head(photos)
        details: Tensor = self.tail(values + self.body(values))
        return enlarged(photos, self.scale) + details


class _Residual(nn.Module):
    """X + b(relu(a(x)))."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.relu, self.second = (
            _convolution(_WIDTH, _WIDTH),
            nn.ReLU(),
            _convolution(_WIDTH, _WIDTH),
        )

    def forward(self, values: Tensor) -> Tensor:
        """Of the same shape."""
        change: Tensor = self.second(self.relu(self.first(values)))
        return values + change


def _convolution(channels: int, outputs: int) -> nn.Conv2d:
    return nn.Conv2d(channels, outputs, 3, padding=1)


def _growth(factor: int) -> tuple[nn.Module, nn.Module]:
    return _convolution(_WIDTH, _WIDTH * factor**2), nn.PixelShuffle(factor)
