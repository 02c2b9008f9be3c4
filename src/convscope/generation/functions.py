"""What people call generating: pictures of classes, from a seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.errors import NetworkError
from convscope.generation.chance import noise_of, walk
from convscope.generation.diffusion import denoised
from convscope.generation.generated import ANY, Generated
from convscope.graph.engine import engine_for, forward
from convscope.network import Network
from convscope.network.generators import CLASSES, CODE, PICTURE, TIME
from convscope.progress import Progress
from convscope.render.notebook import default_progress

# Pictures that are made at a time, always as many, so that a picture does not depend on how many are asked for.
_CHUNK = 16
_COLUMNS = 10
_DIFFUSION, _DECODER = (PICTURE, TIME, CLASSES), (CODE, CLASSES)


def generate(
    network: Network,
    classes: Sequence[str] = (),
    *,
    count: int = 64,
    seed: int = 0,
    walk_to: int | None = None,
    steps: int = 30,
    guidance: float = 2.0,
    truncation: float = 1.0,
    progress: Progress | None = None,
) -> Generated:
    """Make pictures, each from noise of its own that the seed and its number decide.

    Args:
        network: a generator, such as a run of ddpm or vae.
        classes: that are made in turn; ``any`` leaves the class to chance; by default all of the network.
        count: how many pictures.
        seed: of the noise.
        walk_to: another seed: the pictures lead from the first of the one to the first of the other.
        steps: of a diffusion model from noise to a picture; more is better and takes longer.
        guidance: of a diffusion model: 1 takes it as it is; more makes pictures more typical of their class, and less
            various.
        truncation: of a network that reads codes: less than 1 keeps codes near their mean, whose pictures are more
            typical, and less various.
        progress: told how many steps are done.

    Raises:
        NetworkError: the network makes no pictures, or there are none or too few of something.
        ObjectiveError: it does not know a class.
        Cancelled: somebody asked to stop.
    """
    check_generates(network)
    is_diffusion = _names(network) == _DIFFUSION
    if count < 1 or steps < 1:
        raise NetworkError("Generating needs at least one picture and one step.", "Give larger numbers.")
    if is_diffusion and truncation != 1:
        raise NetworkError(
            f"{network.name} begins with noise of a strength that it knows, which truncation would change.",
            "Leave truncation out, or give more guidance.",
        )
    labels = network.labels
    asked = [None if one == ANY and ANY not in labels.names else labels.find(one) for one in classes]
    turn: Sequence[int | None] = asked or range(len(labels))
    if walk_to is not None and len(turn) > 1:
        raise NetworkError("A walk leads through pictures of one class.", "Name one class, or any.")
    wanted = [turn[number % len(turn)] for number in range(count)]
    noise = truncation * _noise(network.input_shape, count, seed, walk_to)
    pixels = _pixels(
        network, wanted, noise, steps if is_diffusion else 1, guidance, default_progress(progress)
    )
    settings = {"steps": steps, "guidance": guidance} if is_diffusion else {"truncation": truncation}
    return Generated(
        pixels,
        tuple(ANY if one is None else labels.short(one) for one in wanted),
        len(turn) if 1 < len(turn) <= 2 * _COLUMNS else min(_COLUMNS, count),
        seed,
        network.opening,
        {**settings, "walk_to": walk_to},
    )


def check_generates(network: Network) -> None:
    """Refuse a network that makes no pictures from noise.

    Raises:
        NetworkError: it does not.
    """
    if _names(network) not in (_DIFFUSION, _DECODER):
        raise NetworkError(
            f"Expected a generator, which makes pictures from noise, got {network.name}, whose task is "
            f"{network.task.name}: {network.task.summary}.",
            "Train a generator: `convscope train DATA` with the network ddpm or vae.",
        )


def _names(network: Network) -> tuple[str, ...]:
    return tuple(one.name for one in network.inputs)


def _noise(shape: tuple[int, ...], count: int, seed: int, walk_to: int | None) -> Tensor:
    if walk_to is None:
        return noise_of(seed, range(count), shape)
    return walk(noise_of(seed, [0], shape)[0], noise_of(walk_to, [0], shape)[0], count)


@torch.no_grad()
def _pixels(
    network: Network,
    wanted: Sequence[int | None],
    noise: Tensor,
    steps: int,
    guidance: float,
    progress: Progress,
) -> NDArray[np.uint8]:
    """(N, rows, columns, C) of pictures of classes, each from its noise."""
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
        if _names(network) == _DIFFUSION:
            found.append(denoised(answered, given, shares, steps, guidance, tell))
        else:
            found.append(answered(given, shares))
            tell()
    pictures = torch.cat(found)[: len(wanted)].clamp(-1, 1)
    return pictures.add(1).mul(127.5).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
