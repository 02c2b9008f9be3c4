"""A variational autoencoder of pictures of classes: pictures are written as short codes, and read again.

Sources: Kingma and Welling 2013, "Auto-encoding variational Bayes", arXiv:1312.6114; how exact a picture must be read
again from Rybkin, Daniilidis and Levine 2021, "Simple and effective VAE training with calibrated decoders",
arXiv:2006.13202; maps that are enlarged before they are convolved from Odena, Dumoulin and Olah 2016,
"Deconvolution and checkerboard artifacts", doi:10.23915/distill.00003.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.network.generators.generator import CLASSES, CODE, Generator
from convscope.network.input import Input

# Numbers of a code.
_CODE = 32
# Channels where a picture's sides are halved, and halved again.
_WIDTHS = (32, 64)
_GROUPS = 8


class VAE(Generator):
    """From codes (N, 32), standard normal, and classes (N, classes) to pictures (N, C, rows, columns).

    The encoder, which only training needs, gives of a picture the mean m and the deviation d of its code.
    """

    def __init__(self, shape: tuple[int, ...], classes: int) -> None:
        """Make a network of pictures (C, rows, columns), the sides multiples of 4."""
        super().__init__()
        channels, (width, wider) = shape[0], _WIDTHS
        small = wider, shape[1] // 4, shape[2] // 4
        numbers = small[0] * small[1] * small[2]
        self.encoder = nn.Sequential(
            nn.Conv2d(channels, width, 4, stride=2, padding=1),
            nn.SiLU(),
            nn.Conv2d(width, wider, 4, stride=2, padding=1),
            nn.GroupNorm(_GROUPS, wider),
            nn.SiLU(),
            nn.Flatten(),
        )
        self.written = nn.Linear(numbers + classes, 2 * _CODE)
        self.read = nn.Linear(_CODE + classes, numbers)
        self.decoder = nn.Sequential(
            nn.Unflatten(1, small),
            nn.SiLU(),
            nn.Conv2d(wider, wider, 3, padding=1),
            nn.GroupNorm(_GROUPS, wider),
            nn.SiLU(),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(wider, width, 3, padding=1),
            nn.GroupNorm(_GROUPS, width),
            nn.SiLU(),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(width, channels, 3, padding=1),
            nn.Tanh(),
        )

    @staticmethod
    def inputs(shape: tuple[int, ...], classes: int) -> tuple[Input, ...]:  # noqa: ARG004
        """A code and its class."""
        return Input.tensor((_CODE,), name=CODE), Input.tensor((classes,), name=CLASSES)

    def forward(self, code: Tensor, classes: Tensor) -> Tensor:
        """(N, C, rows, columns) on the scale of -1 to 1."""
        pictures: Tensor = self.decoder(self.read(torch.cat([code, classes], 1)))
        return pictures

    def losses(self, pictures: Tensor, shares: Tensor, chance: torch.Generator) -> Tensor:
        """What a picture costs, in nats a number, up to a constant.

        log(e) / 2 + e_i / 2e + KL(N(m, d) | N(0, 1)) / numbers, with the squared error e_i of an example, read again
        from one code m + d z, and its mean over the batch e: pictures are told as exactly as they can be read.
        """
        mean, spread = self.written(torch.cat([self.encoder(pictures), shares], 1)).float().chunk(2, 1)
        deviation = F.softplus(spread)
        code = mean + deviation * torch.randn(mean.shape, generator=chance).to(mean)
        errors = (self(code, shares).float() - pictures).square().flatten(1).mean(1)
        scale = errors.mean()
        surplus = (mean.square() + deviation.square() - 1).sum(1) / 2 - deviation.log().sum(1)
        loss: Tensor = scale.log() / 2 + errors / (2 * scale.detach()) + surplus / pictures[0].numel()
        return loss
