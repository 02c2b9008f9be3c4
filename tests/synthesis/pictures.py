"""A small network and a photo for the tests of what is made of photos."""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
from torch import Tensor, nn

from convscope.network import Network
from subjects import randomise


class Small(nn.Module):
    """Two strides, two nonlinearities and a head."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.second = nn.Conv2d(8, 8, 3, stride=2, padding=1)
        self.third = nn.Conv2d(8, 12, 3, stride=2, padding=1)
        self.head = nn.Linear(12, 4)

    def forward(self, x: Tensor) -> Any:
        x = torch.relu(self.second(torch.relu(self.first(x))))
        return self.head(torch.relu(self.third(x)).mean((2, 3)))


@cache
def small_network() -> Network:
    torch.manual_seed(0)
    return Network(
        randomise(Small()).eval(),
        input_shape=(3, 64, 64),
        labels=["cat", "dog", "bird", "fish"],
        name="small",
    )


def smooth_photo(rows: int = 64, columns: int = 96, seed: int = 0) -> Tensor:
    """A picture (1, 3, rows, columns) with shapes larger than pixels."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(1, 3, rows // 8, columns // 8, generator=generator)
    picture: Tensor = nn.functional.interpolate(coarse, (rows, columns), mode="bicubic").clamp(0, 1)
    return picture
