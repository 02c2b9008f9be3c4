"""DeepDream: a photo in which a network sees more of what it already sees.

Mordvintsev, Olah and Tyka 2015, "Inceptionism: going deeper into neural networks".  The photo is dreamt from small
to large; what a size added is carried to the next, on a sharper photo.  Each step is the gradient divided by its
mean magnitude, with the picture moved at random on the network's lattice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from convscope.network import Network
from convscope.objectives import Objective
from convscope.objectives.objective import Combination
from convscope.synthesis.climb import Climb
from convscope.synthesis.parameterization import Parameterization, Pixels
from convscope.synthesis.stages import Progress, Stage, climb_stages, resized, shown, sizes_of_octaves
from convscope.synthesis.steppers import Normalised
from convscope.synthesis.view import View

SLOPE = 4  # canvas per picture in the free range: a rate of the canvas is so many times one of the picture
LEAST = 64  # pixels of the smallest octave's shorter side


@dataclass(frozen=True)
class Dreaming:
    """How to dream.

    Attributes:
        octaves: how many sizes.
        scale: from one size to the next.
        steps: at each size.
        rate: mean change of a pixel at each step, black to white being 1.
        room: pixels by which the picture is moved on the network's lattice.
        tile: longest side that is computed at once.
    """

    octaves: int = 4
    scale: float = 1.4
    steps: int = 10
    rate: float = 0.01
    room: int = 32
    tile: int = 512

    def sizes(self, photo: Tensor) -> list[tuple[int, int]]:
        """Sizes at which a photo (1, 3, rows, columns) is dreamt, the smallest first."""
        return sizes_of_octaves(photo.shape[2], photo.shape[3], self.octaves, self.scale, LEAST)


def dream(
    network: Network,
    photo: Tensor,
    terms: Sequence[tuple[float, Objective]],
    how: Dreaming,
    *,
    seed: int = 0,
    watch: Callable[[Progress], None] | None = None,
    state: Mapping[str, Any] | None = None,
) -> tuple[Tensor, list[Tensor]]:
    """Dream a photo.

    Args:
        network: read, never changed.
        photo: (1, 3, rows, columns), 0 to 1.
        terms: weights and objectives; with several, each is in units of what the photo itself reaches, so that
            the weights alone say which counts how much.
        how: sizes and steps.
        seed: of the random movements.
        watch: see `climb_stages`.
        state: see `climb_stages`.

    Returns:
        The dream, of the photo's shape, and the objective's values (steps, 1) in each octave.

    Raises:
        AddressError: the network has no such layer or channel.
    """
    sizes = how.sizes(photo)

    def photo_at(number: int) -> Tensor:
        return resized(photo, sizes[number]).clamp(0, 1)

    def stage(number: int) -> Stage:
        rows, columns = sizes[number]
        view = View(network, rows, columns, tile=how.tile, room=how.room)
        return Stage(
            view,
            balanced(view, terms, photo_at(number)),
            Parameterization(Pixels((3, rows, columns)), decorrelated=False, range="free"),
            # The objective rises at each size, so that the last is the best; a copy in 4K takes 100 MB.
            Climb(
                how.steps,
                Normalised(how.rate * SLOPE),
                transforms=(),
                after=(shown,),
                revive=False,
                best=False,
            ),
        )

    def start(number: int, before: Tensor | None) -> Tensor:
        if before is None:
            return photo_at(number)
        detail = before - photo_at(number - 1)
        return shown(photo_at(number) + resized(detail, sizes[number]))

    return climb_stages(network, len(sizes), stage, start, seed=seed, watch=watch, state=state)


def balanced(view: View, terms: Sequence[tuple[float, Objective]], photo: Tensor) -> Objective:
    """The weighted sum of objectives, each in units of what the photo reaches; one alone stays as it is."""
    if len(terms) == 1:
        weight, objective = terms[0]
        return objective if weight == 1 else weight * objective
    parts = []
    for weight, objective in terms:
        reached = float(view.score(photo, view.bind(objective))[0])
        parts.append((weight / max(abs(reached), 1e-12), objective))
    return Combination(tuple(parts))


def zoomed(image: Tensor, factor: float) -> Tensor:
    """The middle of a picture, grown to the size of the whole."""
    rows, columns = image.shape[2:]
    height, width = max(1, round(rows / factor)), max(1, round(columns / factor))
    top, left = (rows - height) // 2, (columns - width) // 2
    return torch.clamp(resized(image[:, :, top : top + height, left : left + width], (rows, columns)), 0, 1)
