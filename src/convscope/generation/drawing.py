"""Pictures of classes from noise, by whatever kind of generator a network is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.errors import NetworkError
from convscope.generation.diffusion import denoised
from convscope.graph.engine import engine_for, forward
from convscope.network import Network
from convscope.network.generators import CLASSES, CODE, PICTURE, TIME
from convscope.progress import Progress

# Pictures that are made at a time, always as many, so that a picture does not depend on how many are asked for.
_CHUNK = 16
_DIFFUSION, _OF_CODES = (PICTURE, TIME, CLASSES), (CODE, CLASSES)


def check_generates(network: Network) -> None:
    """Refuse a network that makes no pictures from noise.

    Raises:
        NetworkError: it does not.
    """
    if not is_diffusion(network) and not reads_codes(network):
        raise NetworkError(
            f"Expected a generator, which makes pictures from noise, got {network.name}, whose task is "
            f"{network.task.name}: {network.task.summary}.",
            "Train a generator: `convscope train DATA` with the network ddpm, dcgan or vae.",
        )


def is_diffusion(network: Network) -> bool:
    """Whether a network leads from noise to a picture step by step."""
    return _names(network) == _DIFFUSION


def reads_codes(network: Network) -> bool:
    """Whether a network makes a picture of a code at once."""
    return _names(network) == _OF_CODES


def _names(network: Network) -> tuple[str, ...]:
    return tuple(one.name for one in network.inputs)


@torch.no_grad()
def drawn(
    network: Network,
    wanted: Sequence[int | None],
    noise: Tensor,
    steps: int,
    guidance: float,
    progress: Progress,
) -> NDArray[np.uint8]:
    """Pictures (N, rows, columns, C).

    Args:
        network: a generator.
        wanted: N indices of classes, None for any.
        noise: (N, ...) from which each is made, of the shape of the network's first input.
        steps: of a diffusion model; 1 of others.
        guidance: of a diffusion model; 1 of others.
        progress: told how many steps are done.

    Raises:
        Cancelled: somebody asked to stop.
    """
    graph, many = network.graph(), len(network.labels)
    chunks = range(0, len(wanted), _CHUNK)
    # Of one chunk, so that the engine does not depend on how many are asked for either.
    engine = engine_for(graph, graph.inputs, (graph.output,), _CHUNK * steps * (1 + (guidance != 1)))

    def answered(*values: Tensor) -> Tensor:
        given = dict(zip(graph.inputs, values, strict=True))
        return forward(graph, engine, given, (graph.output,))[graph.output]

    found, done = [], 0

    def tell() -> None:
        nonlocal done
        done += 1
        progress.step(done, len(chunks) * steps, what="generating")
        progress.check()

    for start in chunks:
        mine = wanted[start : start + _CHUNK]
        shares, given = torch.zeros(_CHUNK, many), torch.zeros(_CHUNK, *noise.shape[1:])
        given[: len(mine)] = noise[start : start + _CHUNK]
        for row, index in enumerate(mine):
            if index is not None:
                shares[row, index] = 1
        if is_diffusion(network):
            found.append(denoised(answered, given, shares, steps, guidance, tell))
        else:
            found.append(answered(given, shares))
            tell()
    pictures = torch.cat(found)[: len(wanted)].clamp(-1, 1)
    return pictures.add(1).mul(127.5).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
