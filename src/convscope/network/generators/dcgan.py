"""A generative adversarial network: one network makes pictures, another learns to tell them from real ones.

Sources: Goodfellow et al. 2014, "Generative adversarial nets", arXiv:1406.2661; Radford, Metz and Chintala 2016,
"Unsupervised representation learning with deep convolutional generative adversarial networks", arXiv:1511.06434; how
the discriminator is told of classes from Miyato and Koyama 2018, "cGANs with projection discriminator",
arXiv:1802.05637.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional as F

from convscope.network.generators.class_norm import ClassNorm
from convscope.network.generators.generator import CLASSES, CODE, Generator, now_and_then_any
from convscope.network.input import Input

# Numbers of a code.
_CODE = 64
# Channels where a picture's sides are halved, and halved again.
_WIDTHS = (48, 96)
_SLOPE = 0.2


class DCGAN(Generator):
    """From codes (N, 64), standard normal, and classes (N, classes) to pictures (N, C, rows, columns).

    The discriminator is needed for training alone.
    """

    usual: ClassVar[Mapping[str, Any]] = {"rate": 5e-4, "clip": None}
    betas = (0.5, 0.99)
    is_told_by_loss = False

    def __init__(self, shape: tuple[int, ...], classes: int) -> None:
        """Make a network of pictures (C, rows, columns), the sides multiples of 4."""
        super().__init__(shape, classes)
        channels, (width, wider) = shape[0], _WIDTHS
        small = wider, shape[1] // 4, shape[2] // 4
        self.read = nn.Linear(_CODE + classes, small[0] * small[1] * small[2])
        self.unflatten, self.relu = nn.Unflatten(1, small), nn.ReLU()
        self.first = ClassNorm(nn.BatchNorm2d(wider), wider, classes)
        self.inner = nn.ConvTranspose2d(wider, width, 4, stride=2, padding=1, bias=False)
        self.second = ClassNorm(nn.BatchNorm2d(width), width, classes)
        self.tail = nn.ConvTranspose2d(width, channels, 4, stride=2, padding=1)
        self.discriminator = _Discriminator(shape, classes)

    @staticmethod
    def inputs(shape: tuple[int, ...], classes: int) -> tuple[Input, ...]:  # noqa: ARG004
        """A code and its class."""
        return Input.tensor((_CODE,), name=CODE), Input.tensor((classes,), name=CLASSES)

    def forward(self, code: Tensor, classes: Tensor) -> Tensor:
        """(N, C, rows, columns) on the scale of -1 to 1."""
        values = self.relu(self.first(self.unflatten(self.read(torch.cat([code, classes], 1))), classes))
        values = self.relu(self.second(self.inner(values), classes))
        pictures: Tensor = self.tail(values).tanh()
        return pictures

    def losses(self, pictures: Tensor, shares: Tensor, chance: torch.Generator) -> Tensor:
        """The discriminator's loss and the generator's, each of which moves the weights of its own network alone.

        -log D(x) - log(1 - D(G(z))) for the discriminator D, and -log D(G(z)) for the generator G, where D is the
        sigmoid of its score.  Both learn in the same step.
        """
        told = now_and_then_any(shares, chance)
        made = self(torch.randn(len(pictures), _CODE, generator=chance).to(pictures), told)
        judge = self.discriminator
        real, false = judge(pictures, told), judge(made.detach(), told)
        held = {name: one.detach() for name, one in judge.named_parameters()}
        fooled = functional_call(judge, held, (made, told))
        return F.softplus(-real.float()) + F.softplus(false.float()) + F.softplus(-fooled.float())


class _Discriminator(nn.Module):
    """The score (N,) for a picture of being real and of its class: (w + sum of v_class) features + b."""

    def __init__(self, shape: tuple[int, ...], classes: int) -> None:
        super().__init__()
        channels, (width, wider) = shape[0], _WIDTHS
        self.features = nn.Sequential(
            nn.Conv2d(channels, width, 4, stride=2, padding=1),
            nn.LeakyReLU(_SLOPE),
            nn.Conv2d(width, wider, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(wider),
            nn.LeakyReLU(_SLOPE),
            nn.Flatten(),
        )
        numbers = wider * (shape[1] // 4) * (shape[2] // 4)
        self.scores = nn.Linear(numbers, 1 + classes)

    def forward(self, pictures: Tensor, classes: Tensor) -> Tensor:
        """Of pictures (N, C, rows, columns) and shares (N, classes)."""
        scores: Tensor = self.scores(self.features(pictures))
        return scores[:, 0] + (scores[:, 1:] * classes).sum(1)
