"""Ascents one after another at growing sizes, each beginning with what the one before it found.

The octaves of a dream and the coarse to fine of a style transfer are both this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.network import Network
from convscope.objectives import Objective
from convscope.synthesis.ascent import Ascent, Stop, ascend
from convscope.synthesis.climb import Climb
from convscope.synthesis.parameterization import Parameterization
from convscope.synthesis.view import View


@dataclass(frozen=True, eq=False)
class Stage:
    """One size of the picture and what is climbed at it."""

    view: View
    objective: Objective
    parameterization: Parameterization
    climb: Climb


@dataclass(frozen=True, eq=False)
class Progress:
    """How far the stages are.

    Attributes:
        stage: the one that is climbed, from 0.
        ascent: where its climb is.
        state: makes all that is needed to go on from here.
    """

    stage: int
    ascent: Ascent
    state: Callable[[], Mapping[str, Any]]


# The picture (1, C, rows, columns) that a stage begins with, from that of the stage before.
Start = Callable[[int, Tensor | None], Tensor]


def climb_stages(
    network: Network,
    count: int,
    stage: Callable[[int], Stage],
    start: Start,
    *,
    seed: int = 0,
    watch: Callable[[Progress], None] | None = None,
    state: Mapping[str, Any] | None = None,
) -> tuple[Tensor, list[Tensor]]:
    """Climb stages in their order.

    Args:
        network: read, never changed.
        count: how many stages.
        stage: makes one of them when its turn comes.
        start: see `Start`.
        seed: of everything random.
        watch: called after each step; it may raise `Stop`, after which the picture only grows to its full size.
        state: of an earlier run with the same arguments, to go on from.

    Returns:
        The picture (1, C, rows, columns) between 0 and 1 where the parameterization keeps it there, and the
        objective's values (steps, 1) of each stage that was climbed.
    """
    image: Tensor | None = None if state is None else state["image"]
    histories: list[Tensor] = [] if state is None else [history.clone() for history in state["histories"]]
    ascent_state = None if state is None else state["ascent"]
    stopped = False
    for number in range(len(histories), count):
        if stopped:
            image = start(number, image)
            continue
        now, before = stage(number), image

        def seen(ascent: Ascent, number: int = number, before: Tensor | None = before) -> None:
            nonlocal stopped
            if watch is None:
                return
            kept = list(histories)
            try:
                watch(
                    Progress(
                        number,
                        ascent,
                        lambda: {"image": before, "histories": kept, "ascent": ascent.state()},
                    )
                )
            except Stop:
                stopped = True
                raise

        ascent = ascend(
            network,
            [now.objective],
            now.parameterization,
            now.parameterization.of(start(number, image)),
            now.climb,
            seeds=[seed + number],
            watch=seen,
            state=ascent_state,
            view=now.view,
        )
        ascent_state = None
        image = ascent.images
        histories.append(ascent.history)
    assert image is not None
    return image, histories


def sizes_of_octaves(
    rows: int, columns: int, octaves: int, scale: float, least: int
) -> list[tuple[int, int]]:
    """Sizes of a picture from the smallest to its own, each larger than the one before by the scale.

    Octaves whose shorter side would be less than the least are left out.
    """
    sizes = [(round(rows / scale**k), round(columns / scale**k)) for k in range(octaves)]
    return [size for size in sizes if min(size) >= least or size == (rows, columns)][::-1]


def resized(images: Tensor, size: Sequence[int]) -> Tensor:
    """Pictures (N, C, rows, columns) at another size, bicubic, without aliasing."""
    if tuple(images.shape[2:]) == tuple(size):
        return images
    return F.interpolate(images, list(size), mode="bicubic", align_corners=False, antialias=True)


def shown(image: Tensor) -> Tensor:
    """A picture as a screen shows it: what lies outside of 0 and 1 is clipped."""
    return image.detach().clamp(0, 1)


def as_image(pixels: Any) -> Tensor:
    """A picture (1, C, rows, columns), 0 to 1, of pixels (rows, columns, C) in bytes."""
    return torch.tensor(pixels).permute(2, 0, 1)[None].float() / 255
