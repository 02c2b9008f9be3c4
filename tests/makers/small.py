"""A small network of four classes for the tests of makers."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from convscope.network import Network
from subjects import randomise


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.head = nn.Conv2d(3, 5, 5, stride=2), nn.Linear(5, 4)

    def forward(self, x: Tensor) -> Any:
        return self.head(self.conv(x).relu().mean((2, 3)))


def small() -> Network:
    """The network, its weights drawn."""
    return Network(randomise(Small()).eval(), input_shape=(3, 24, 24), labels=["cat", "dog", "bird", "fish"])
