"""A small diffusion model: a U-Net that sees a noisy picture, how noisy it is, and of which class it shall be.

Sources: Ho, Jain and Abbeel 2020, "Denoising diffusion probabilistic models", arXiv:2006.11239; the cosine schedule
of Nichol and Dhariwal 2021, arXiv:2102.09672, in continuous time; what it predicts, v, from Salimans and Ho 2022,
"Progressive distillation for fast sampling of diffusion models", arXiv:2202.00512.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from convscope.network.generators.generator import (
    CLASSES,
    PICTURE,
    TIME,
    Generator,
    now_and_then_any,
    on_scale_of_one,
)
from convscope.network.input import Input

# Channels where a picture's sides are halved, and halved again.
_WIDTHS = (48, 96)
_BLOCKS = 2
_GROUPS = 8
_EMBEDDING = 128
# Of the sines and cosines of a time, in steps of a thousand.
_FREQUENCIES = 32


def signal_and_noise(time: Tensor) -> tuple[Tensor, Tensor]:
    """How much of a picture, a = cos(pi t / 2), and of noise, s = sin(pi t / 2), there is at a time t from 0 to 1."""
    return torch.cos(time * math.pi / 2), torch.sin(time * math.pi / 2)


class DDPM(Generator):
    """From x = a x0 + s e to v = a e - s x0 (N, C, rows, columns), with noise e and the picture x0 = a x - s v.

    2x2 pixels are folded into channels; residual blocks at half of a picture's sides and at a quarter of them, whose
    maps are scaled and shifted by what time and class say.
    """

    def __init__(self, shape: tuple[int, ...], classes: int) -> None:
        """Make a network of pictures (C, rows, columns), the sides multiples of 4."""
        super().__init__(shape, classes)
        channels, (width, wider) = shape[0], _WIDTHS
        self.of_time = nn.Sequential(
            nn.Linear(2 * _FREQUENCIES, _EMBEDDING), nn.SiLU(), nn.Linear(_EMBEDDING, _EMBEDDING)
        )
        self.of_class = nn.Linear(classes, _EMBEDDING, bias=False)
        self.fold = nn.PixelUnshuffle(2)
        self.head = nn.Conv2d(4 * channels, width, 3, padding=1)
        self.down = _stage(width)
        self.shrink = nn.Conv2d(width, wider, 2, stride=2)
        self.body = _stage(wider)
        self.grow = nn.ConvTranspose2d(wider, width, 2, stride=2)
        self.join = nn.Conv2d(2 * width, width, 1)
        self.up = _stage(width)
        self.norm, self.silu = nn.GroupNorm(_GROUPS, width), nn.SiLU()
        self.tail = nn.Conv2d(width, 4 * channels, 3, padding=1)
        self.unfold = nn.PixelShuffle(2)
        nn.init.zeros_(self.tail.weight)

    @staticmethod
    def inputs(shape: tuple[int, ...], classes: int) -> tuple[Input, ...]:
        """A noisy picture, its time and its class."""
        return (
            Input.photo(on_scale_of_one(shape), name=PICTURE),
            Input.tensor((1,), name=TIME),
            Input.tensor((classes,), name=CLASSES),
        )

    def forward(self, picture: Tensor, time: Tensor, classes: Tensor) -> Tensor:
        """V (N, C, rows, columns) of noisy pictures, times (N, 1) and shares of classes (N, classes)."""
        told = self.of_time(_waves(time)) + self.of_class(classes)
        values = self.head(self.fold(picture))
        for block in self.down:
            values = block(values, told)
        beside = values
        values = self.shrink(values)
        for block in self.body:
            values = block(values, told)
        values = self.join(torch.cat([self.grow(values), beside], 1))
        for block in self.up:
            values = block(values, told)
        v: Tensor = self.unfold(self.tail(self.silu(self.norm(values))))
        return v

    def losses(self, pictures: Tensor, shares: Tensor, chance: torch.Generator) -> Tensor:
        """Mean squared error of v at times drawn evenly, each example's in a part of its own."""
        many = len(pictures)
        time = ((torch.arange(many) + torch.rand(1, generator=chance)) / many)[:, None].to(pictures)
        noise = torch.randn(pictures.shape, generator=chance).to(pictures)
        told = now_and_then_any(shares, chance)
        signal, share = (one[:, :, None, None] for one in signal_and_noise(time))
        found: Tensor = self(signal * pictures + share * noise, time, told)
        return (found.float() - (signal * noise - share * pictures)).square().flatten(1).mean(1)


class _Residual(nn.Module):
    """X + second(silu(scale norm(first(silu(norm(x)))) + shift))."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.before, self.first = nn.GroupNorm(_GROUPS, width), nn.Conv2d(width, width, 3, padding=1)
        self.between, self.second = nn.GroupNorm(_GROUPS, width), nn.Conv2d(width, width, 3, padding=1)
        self.silu, self.told = nn.SiLU(), nn.Linear(_EMBEDDING, 2 * width)
        nn.init.zeros_(self.second.weight)

    def forward(self, values: Tensor, told: Tensor) -> Tensor:
        """Of the same shape, from maps and what time and class say (N, embedding)."""
        scale, shift = self.told(self.silu(told))[:, :, None, None].chunk(2, 1)
        change = self.first(self.silu(self.before(values)))
        changed: Tensor = self.second(self.silu(self.between(change) * (1 + scale) + shift))
        return values + changed


def _stage(width: int) -> nn.ModuleList:
    return nn.ModuleList(_Residual(width) for _ in range(_BLOCKS))


def _waves(time: Tensor) -> Tensor:
    """Sines and cosines (N, 64) of times (N, 1)."""
    steps = torch.arange(_FREQUENCIES, device=time.device, dtype=time.dtype)
    angles = 1000 * time * torch.exp(-math.log(10_000) * steps / _FREQUENCIES)
    return torch.cat([angles.sin(), angles.cos()], 1)
