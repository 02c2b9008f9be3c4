"""Gated messages between the support regions of a box: from the smaller to the larger, and back.

Source: Zeng et al. 2016, "Crafting GBD-Net for object detection", arXiv:1610.02579, and its published network: all
convolutions are 3 x 3, and each gate has a value for each channel and place.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

# How much of the messages is added to what a region sees, and what a gate begins with: both of the published network.
SHARE = 0.1
_AJAR = 0.2


class GatedMessages(nn.Module):
    """What each support region of a box sees, and what the messages of both directions add to it.

    With x_i what region i sees, of the smallest first, and a_i and b_i what it knows by either direction:

        y_i = x_i + 0.1 relu(w_i * [a_i, b_i])
    """

    def __init__(self, channels: int, supports: int) -> None:
        """Take the small maps of so many support regions, each of so many channels."""
        super().__init__()
        self.outward, self.inward = Direction(channels, supports), Direction(channels, supports)
        self.merging = nn.ModuleList(convolution(2 * channels, channels) for _ in range(supports))

    def forward(self, seen: Sequence[Tensor]) -> list[Tensor]:
        """Maps (R, C, rows, columns) of each support region from such maps, the smallest region first."""
        outward, inward = self.outward(seen), self.inward(seen[::-1])[::-1]
        return [
            own + SHARE * merge(torch.cat([one, other], 1)).relu()
            for own, one, other, merge in zip(seen, outward, inward, self.merging, strict=True)
        ]


class Direction(nn.Module):
    """Messages along a row of regions, each passing on what it has been told.

    h_1 = relu(u_1 * x_1),    h_i = relu(u_i * x_i) + message_i(h_(i-1), x_(i-1))
    """

    def __init__(self, channels: int, supports: int) -> None:
        """See `GatedMessages`."""
        super().__init__()
        self.own = nn.ModuleList(convolution(channels, channels) for _ in range(supports))
        self.messages = nn.ModuleList(Message(channels) for _ in range(supports - 1))

    def forward(self, seen: Sequence[Tensor]) -> list[Tensor]:
        """What each region knows, from what each sees, in the order of the messages."""
        first, *others = [own(values).relu() for own, values in zip(self.own, seen, strict=True)]
        known = [first]
        for own, message, before in zip(others, self.messages, seen[:-1], strict=True):
            known.append(own + message(known[-1], before))
        return known


class Message(nn.Module):
    """What a region is told by its neighbour, as far as the gate lets it through.

    message(h, x) = sigmoid(g * x) relu(m * h)
    """

    def __init__(self, channels: int) -> None:
        """Pass maps of so many channels."""
        super().__init__()
        self.words, self.gate = convolution(channels, channels), convolution(channels, channels, _AJAR)

    def forward(self, known: Tensor, seen: Tensor) -> Tensor:
        """The message (R, C, rows, columns).

        Args:
            known: (R, C, rows, columns) what the neighbour knows.
            seen: likewise, what it sees by itself, which opens the gate.
        """
        told: Tensor = self.gate(seen).sigmoid() * self.words(known).relu()
        return told


def convolution(before: int, after: int, bias: float = 0.0) -> nn.Conv2d:
    """One of 3 x 3 that keeps the size, with Xavier's weights and a bias to begin with."""
    layer = nn.Conv2d(before, after, 3, padding=1)
    assert layer.bias is not None
    nn.init.xavier_uniform_(layer.weight)
    nn.init.constant_(layer.bias, bias)
    return layer
