"""From which noise, and of which classes, pictures are made: each from its own, or along a way."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from convscope.errors import NetworkError
from convscope.generation.chance import noise_of, walked
from convscope.generation.directions import direction
from convscope.generation.drawing import reads_codes
from convscope.generation.inversion import nearest_code
from convscope.images import Photo
from convscope.network import Network
from convscope.progress import Progress

# How far a direction is followed to either side, in standard deviations of a code.
_REACH = 3.0
# For each picture the index of its class, None for any.
Wanted = Sequence[int | None]


def noise_and_classes(
    network: Network,
    turn: Wanted,
    count: int,
    seed: int,
    *,
    walk: int | None,
    along: int | None,
    near: Photo | None,
    progress: Progress,
) -> tuple[Tensor, Wanted]:
    """The noise (N, ...) of each picture, and its class.

    Args:
        network: a generator.
        turn: classes that are made in turn.
        count: how many pictures.
        seed: of the noise.
        walk: the seed to whose first noise the pictures lead.
        along: the number of the direction that they follow.
        near: a photo by whose code they begin; without ``walk`` and ``along``, the code is read in each class once.
        progress: told how far it is.

    Raises:
        NetworkError: a way is not possible in this network, or through several classes.
        Cancelled: somebody asked to stop.
    """
    _check(network, turn, walk, along, near)
    shape = network.input_shape
    if near is None and walk is None and along is None:
        return noise_of(seed, range(count), shape), [turn[number % len(turn)] for number in range(count)]
    start, index = noise_of(seed, [0], shape)[0], turn[0]
    if near is not None:
        start, index = nearest_code(network, near, turn, seed, progress)
    if walk is not None:
        return walked(start, noise_of(walk, [0], shape)[0], count), [index] * count
    if along is not None:
        steps = torch.linspace(-_REACH, _REACH, count).reshape(-1, *[1] * start.dim())
        return start + steps * direction(network, index, along, progress), [index] * count
    return start.expand(len(turn), *shape), turn


def _check(network: Network, turn: Wanted, walk: int | None, along: int | None, near: Photo | None) -> None:
    if walk is not None and along is not None:
        raise NetworkError("A walk leads to a seed or along a direction, got both.", "Leave one of them out.")
    if (walk is not None or along is not None) and near is None and len(turn) > 1:
        raise NetworkError("A walk leads through pictures of one class.", "Name one class, or any.")
    if (along is not None or near is not None) and not reads_codes(network):
        raise NetworkError(
            f"{network.name} makes pictures step by step: it has no code of a photo, and no directions of codes.",
            "Take a dcgan or a vae.",
        )
