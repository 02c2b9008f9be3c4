"""DnCNN: what is wrong with a photo is learned, and taken away.

Source: Zhang, Zuo, Chen, Meng and Zhang 2017, "Beyond a Gaussian denoiser: residual learning of deep CNN for image
denoising", arXiv:1608.03981.
"""

from __future__ import annotations

from torch import Tensor, nn

# Layers of the paper's blind and colour networks, and the channels of each.
_DEPTH = 20
_WIDTH = 64


class DnCNN(nn.Module):
    """A photo x (N, C, rows, columns) without its noise: x - R(x).

    R is a stack of 3x3 convolutions of 64 channels with batch norm and ReLU, at the photo's own resolution.
    """

    def __init__(self, channels: int) -> None:
        """Make a network of photos of so many channels."""
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(channels, _WIDTH, 3, padding=1), nn.ReLU()]
        for _ in range(_DEPTH - 2):
            convolution = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1, bias=False)
            layers += [convolution, nn.BatchNorm2d(_WIDTH), nn.ReLU()]
        self.noise = nn.Sequential(*layers, nn.Conv2d(_WIDTH, channels, 3, padding=1))
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                nn.init.kaiming_normal_(parameter)
            # At first nothing is taken away.
            if name.startswith(f"noise.{len(layers)}."):
                nn.init.zeros_(parameter)

    def forward(self, photos: Tensor) -> Tensor:
        """(N, C, rows, columns)."""
        noise: Tensor = self.noise(photos)
        return photos - noise
