"""What people call generating: pictures of classes, from a seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.errors import NetworkError
from convscope.generation.chance import noise_of
from convscope.generation.diffusion import denoised
from convscope.generation.generated import ANY, Generated
from convscope.graph.engine import engine_for, forward
from convscope.network import Network
from convscope.network.generators import CLASSES, PICTURE, TIME
from convscope.progress import Progress
from convscope.render.notebook import default_progress

# Pictures that are made at a time, always as many, so that a picture does not depend on how many are asked for.
_CHUNK = 16
_COLUMNS = 10


def generate(
    network: Network,
    classes: Sequence[str] = (),
    *,
    count: int = 64,
    seed: int = 0,
    steps: int = 30,
    guidance: float = 2.0,
    progress: Progress | None = None,
) -> Generated:
    """Make pictures, each from noise of its own that the seed and its number decide.

    Args:
        network: a generator, such as a run of ddpm.
        classes: that are made in turn; ``any`` leaves the class to chance; by default all of the network.
        count: how many pictures.
        seed: of the noise.
        steps: from noise to a picture; more is better and takes longer.
        guidance: 1 takes the network as it is; more makes pictures more typical of their class, and less various.
        progress: told how many steps are done.

    Raises:
        NetworkError: the network makes no pictures, or there are none or too few of something.
        ObjectiveError: it does not know a class.
        Cancelled: somebody asked to stop.
    """
    check_generates(network)
    if count < 1 or steps < 1:
        raise NetworkError("Generating needs at least one picture and one step.", "Give larger numbers.")
    labels = network.labels
    asked = [None if one == ANY and ANY not in labels.names else labels.find(one) for one in classes]
    turn: Sequence[int | None] = asked or range(len(labels))
    wanted = [turn[number % len(turn)] for number in range(count)]
    pixels = _pixels(network, wanted, seed, steps, guidance, default_progress(progress))
    return Generated(
        pixels,
        tuple(ANY if one is None else labels.short(one) for one in wanted),
        len(turn) if 1 < len(turn) <= 2 * _COLUMNS else min(_COLUMNS, count),
        seed,
        network.opening,
        {"steps": steps, "guidance": guidance},
    )


def check_generates(network: Network) -> None:
    """Refuse a network that makes no pictures from noise.

    Raises:
        NetworkError: it does not.
    """
    names = tuple(one.name for one in network.inputs)
    if names != (PICTURE, TIME, CLASSES):
        raise NetworkError(
            f"Expected a generator, which makes pictures from noise, got {network.name}, whose task is "
            f"{network.task.name}: {network.task.summary}.",
            "Train a generator: `convscope train DATA` with the network ddpm.",
        )


@torch.no_grad()
def _pixels(
    network: Network,
    wanted: Sequence[int | None],
    seed: int,
    steps: int,
    guidance: float,
    progress: Progress,
) -> NDArray[np.uint8]:
    graph, shape, many = network.graph(), network.input_shape, len(network.labels)
    chunks = range(0, len(wanted), _CHUNK)
    # Of one chunk, so that the engine does not depend on how many are asked for either.
    engine = engine_for(graph, graph.inputs, (graph.output,), _CHUNK * steps * (1 + (guidance != 1)))

    def predict(*values: Tensor) -> Tensor:
        given = dict(zip(graph.inputs, values, strict=True))
        return forward(graph, engine, given, (graph.output,))[graph.output]

    found, done = [], 0

    def tell() -> None:
        nonlocal done
        done += 1
        progress.step(done, len(chunks) * steps, what="generating")
        progress.check()

    for start in chunks:
        shares = torch.zeros(_CHUNK, many)
        for row, index in enumerate(wanted[start : start + _CHUNK]):
            if index is not None:
                shares[row, index] = 1
        noise = noise_of(seed, range(start, start + _CHUNK), shape)
        found.append(denoised(predict, noise, shares, steps, guidance, tell))
    pictures = torch.cat(found)[: len(wanted)]
    return pictures.add(1).mul(127.5).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
