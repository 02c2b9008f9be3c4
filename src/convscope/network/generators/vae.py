"""A variational autoencoder of pictures of classes: pictures are written as short codes, and read again.

Sources: Kingma and Welling 2013, "Auto-encoding variational Bayes", arXiv:1312.6114; of classes, Sohn, Lee and Yan
2015, "Learning structured output representation using deep conditional generative models"; the weight of the
divergence from Higgins et al. 2017, "beta-VAE: learning basic visual concepts with a constrained variational
framework"; maps that are enlarged before they are convolved from Odena, Dumoulin and Olah 2016, "Deconvolution and
checkerboard artifacts", doi:10.23915/distill.00003.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.network.generators.class_norm import ClassNorm
from convscope.network.generators.generator import CLASSES, CODE, Generator, now_and_then_any
from convscope.network.input import Input

# Numbers of a code.
_CODE = 8
# Channels where a picture's sides are halved, and halved again.
_WIDTHS = (32, 64)
_GROUPS = 8
# How much the divergence counts.  With less, pictures are sharper, but a code tells more than it needs to, also the
# class, to which the decoder then does not listen; and codes drawn at random are unlike those of pictures.
_BETA = 2.0
# The class speaks louder than a number of the code, so that the decoder learns it first.
_LOUDNESS = 5.0


class VAE(Generator):
    """From codes (N, 8), standard normal, and classes (N, classes) to pictures (N, C, rows, columns).

    The encoder, which only training needs, gives of a picture the mean m and the deviation d of its code.
    """

    def __init__(self, shape: tuple[int, ...], classes: int) -> None:
        """Make a network of pictures (C, rows, columns), the sides multiples of 4."""
        super().__init__(shape, classes)
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
        self.unflatten, self.silu, self.enlarge = (
            nn.Unflatten(1, small),
            nn.SiLU(),
            nn.Upsample(scale_factor=2),
        )
        self.first = ClassNorm(nn.GroupNorm(_GROUPS, wider), wider, classes)
        self.inner = nn.Conv2d(wider, wider, 3, padding=1)
        self.second = ClassNorm(nn.GroupNorm(_GROUPS, wider), wider, classes)
        self.outer = nn.Conv2d(wider, width, 3, padding=1)
        self.third = ClassNorm(nn.GroupNorm(_GROUPS, width), width, classes)
        self.tail = nn.Conv2d(width, channels, 3, padding=1)

    @staticmethod
    def inputs(shape: tuple[int, ...], classes: int) -> tuple[Input, ...]:  # noqa: ARG004
        """A code and its class."""
        return Input.tensor((_CODE,), name=CODE), Input.tensor((classes,), name=CLASSES)

    def forward(self, code: Tensor, classes: Tensor) -> Tensor:
        """(N, C, rows, columns) on the scale of -1 to 1."""
        told = torch.cat([code, _LOUDNESS * classes], 1)
        values = self.silu(self.first(self.unflatten(self.read(told)), classes))
        values = self.enlarge(self.silu(self.second(self.inner(values), classes)))
        values = self.enlarge(self.silu(self.third(self.outer(values), classes)))
        pictures: Tensor = self.tail(values).tanh()
        return pictures

    def losses(self, pictures: Tensor, shares: Tensor, chance: torch.Generator) -> Tensor:
        """The negative evidence lower bound with a weighted divergence, for each number of a picture.

        (sum (x' - x)^2 / 2 + 2 KL(N(m, d) | N(0, 1))) / numbers, with the picture x' that is read from one code
        m + d z, a constant left out.
        """
        told = now_and_then_any(shares, chance)
        mean, spread = self.written(torch.cat([self.encoder(pictures), told], 1)).float().chunk(2, 1)
        deviation = F.softplus(spread)
        code = mean + deviation * torch.randn(mean.shape, generator=chance).to(mean)
        errors = (self(code, told).float() - pictures).square().flatten(1).sum(1)
        divergence = (mean.square() + deviation.square() - 1).sum(1) / 2 - deviation.log().sum(1)
        losses: Tensor = (errors / 2 + _BETA * divergence) / pictures[0].numel()
        return losses
