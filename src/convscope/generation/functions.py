"""What people call generating: pictures of classes, from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from torch import Tensor

from convscope.errors import NetworkError
from convscope.generation.chance import noise_of, walked
from convscope.generation.drawing import check_generates, drawn, is_diffusion
from convscope.generation.generated import ANY, Generated
from convscope.network import Network
from convscope.progress import Progress
from convscope.render.notebook import default_progress

_COLUMNS = 10


def generate(
    network: Network,
    classes: Sequence[str] = (),
    *,
    count: int = 64,
    seed: int = 0,
    walk: int | None = None,
    steps: int = 30,
    guidance: float = 2.0,
    truncation: float = 1.0,
    progress: Progress | None = None,
) -> Generated:
    """Make pictures, each from noise of its own that the seed and its number decide.

    Args:
        network: a generator, such as a run of ddpm, dcgan or vae.
        classes: that are made in turn; ``any`` leaves the class to chance; by default all of the network.
        count: how many pictures.
        seed: of the noise.
        walk: another seed: the pictures lead from the first one of ``seed`` to the first one of this.
        steps: of a diffusion model, from noise to a picture; more is better and takes longer.
        guidance: of a diffusion model: 1 takes it as it is; more makes pictures more typical of their class, and less
            various.
        truncation: of a network that reads codes: less than 1 keeps codes near their mean, whose pictures are more
            typical, and less various.
        progress: told how many steps are done.

    Raises:
        NetworkError: the network makes no pictures, there are none or too few of something, or a setting does not
            fit the network.
        ObjectiveError: it does not know a class.
        Cancelled: somebody asked to stop.
    """
    check_generates(network)
    if count < 1 or steps < 1:
        raise NetworkError("Generating needs at least one picture and one step.", "Give larger numbers.")
    _check_truncation(network, truncation)
    labels = network.labels
    asked = [None if one == ANY and ANY not in labels.names else labels.find(one) for one in classes]
    turn: Sequence[int | None] = asked or range(len(labels))
    if walk is not None and len(turn) > 1:
        raise NetworkError("A walk leads through pictures of one class.", "Name one class, or any.")
    wanted = [turn[number % len(turn)] for number in range(count)]
    noise = truncation * _noise(network.input_shape, count, seed, walk)
    pixels = drawn(network, wanted, noise, steps, guidance, default_progress(progress))
    said = {"steps": steps, "guidance": guidance} if is_diffusion(network) else {"truncation": truncation}
    return Generated(
        pixels,
        tuple(ANY if one is None else labels.short(one) for one in wanted),
        len(turn) if 1 < len(turn) <= 2 * _COLUMNS else min(_COLUMNS, count),
        seed,
        network.opening,
        said if walk is None else {**said, "walk": walk},
    )


def _check_truncation(network: Network, truncation: float) -> None:
    if is_diffusion(network) and truncation != 1:
        raise NetworkError(
            f"{network.name} begins with noise of a strength that it knows, which truncation would change.",
            "Leave truncation out, or give more guidance.",
        )
    if not 0 <= truncation < inf:
        raise NetworkError(f"A truncation is 0 or more, got {truncation:g}.", "Give 0.7, say.")


def _noise(shape: tuple[int, ...], count: int, seed: int, walk: int | None) -> Tensor:
    if walk is None:
        return noise_of(seed, range(count), shape)
    return walked(noise_of(seed, [0], shape)[0], noise_of(walk, [0], shape)[0], count)
