"""FFDNet: a denoiser that is told how strong the noise is, at each place.

Source: Zhang, Zuo and Zhang 2018, "FFDNet: toward a fast and flexible solution for CNN-based image denoising",
arXiv:1710.04026, its network for colours; here it says what is wrong with a photo, which trains faster.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

# The tensor of a network that is told the noise, and the standard deviation that stands there, of 0 to 255.
NOISE_MAP = "noise_map"
_USUAL = 25
_DEPTH = 12
_WIDTH = 96


class FFDNet(nn.Module):
    """A photo x (N, C, rows, columns) without its noise: x - U(R(F(x), m)).

    F folds each 2x2 pixels into channels, U unfolds them, and R is a stack of 3x3 convolutions of 96 channels with
    batch norm and ReLU, which sees the noise map m beside the photo: a standard deviation for each 2x2 pixels, on the
    scale of 0 to 1.

    Attributes:
        noise_map: (1, 1, 1, 1), the m of photos of which nothing is said: 25 / 255 everywhere.
    """

    noise_map: Tensor

    def __init__(self, channels: int) -> None:
        """Make a network of photos of so many channels."""
        super().__init__()
        self.register_buffer(NOISE_MAP, torch.full((1, 1, 1, 1), _USUAL / 255))
        layers: list[nn.Module] = [nn.Conv2d(4 * channels + 1, _WIDTH, 3, padding=1), nn.ReLU()]
        for _ in range(_DEPTH - 2):
            convolution = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1, bias=False)
            layers += [convolution, nn.BatchNorm2d(_WIDTH), nn.ReLU()]
        last = nn.Conv2d(_WIDTH, 4 * channels, 3, padding=1)
        self.fold, self.unfold = nn.PixelUnshuffle(2), nn.PixelShuffle(2)
        self.noise = nn.Sequential(*layers, last)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.kaiming_normal_(parameter)
        # At first nothing is taken away.
        for parameter in last.parameters():
            nn.init.zeros_(parameter)

    def forward(self, photos: Tensor, noise_map: Tensor | None = None) -> Tensor:
        """(N, C, rows, columns).

        Args:
            photos: (N, C, rows, columns), the sides of any length.
            noise_map: (N or 1, 1, rows / 2, columns / 2), both rounded up, or one number for all of a photo.
        """
        rows, columns = photos.shape[2:]
        folded = self.fold(F.pad(photos, (0, columns % 2, 0, rows % 2), mode="replicate"))
        told = self.noise_map if noise_map is None else noise_map
        told = told.to(folded).expand(folded.shape[0], 1, *folded.shape[2:])
        noise: Tensor = self.unfold(self.noise(torch.cat([folded, told], 1)))
        return photos - noise[:, :, :rows, :columns]
