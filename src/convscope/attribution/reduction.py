"""From one value for each number of the input to one for each place."""

from __future__ import annotations

from torch import Tensor


def total(channels: Tensor) -> Tensor:
    """Sum over the channels of (N, C, ...): keeps what an attribution adds up to."""
    return channels.sum(1)


def strongest(channels: Tensor) -> Tensor:
    """The channels' value of greatest size at each place, with its sign."""
    index = channels.abs().argmax(1, keepdim=True)
    return channels.gather(1, index).squeeze(1)


def spatial_mean(maps: Tensor) -> Tensor:
    """Mean of (N, K, ...) over the places, (N, K, 1 ...)."""
    return maps.flatten(2).mean(2).reshape(*maps.shape[:2], *[1] * (maps.dim() - 2))


def spatial_sum(maps: Tensor) -> Tensor:
    """Sum of (N, K, ...) over the places, (N, K, 1 ...)."""
    return maps.flatten(2).sum(2).reshape(*maps.shape[:2], *[1] * (maps.dim() - 2))
