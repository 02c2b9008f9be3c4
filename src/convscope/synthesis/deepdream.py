"""DeepDream: a photo in which a network sees more of what it already sees.

Mordvintsev, Olah and Tyka 2015, "Inceptionism: going deeper into neural networks".  The photo is dreamt from small
to large; what a size added is carried to the next, on a sharper photo.  Each step is the gradient divided by its
mean magnitude, with the picture moved at random on the network's lattice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import torch
from torch import Tensor
from torch.nn import functional

from convscope.network import Network
from convscope.objectives import Objective
from convscope.objectives.objective import Combination
from convscope.progress import Progress
from convscope.synthesis.checkpoint import Checkpoint
from convscope.synthesis.climb import Climb
from convscope.synthesis.parameterization import Parameterization, Pixels
from convscope.synthesis.pictures import resized, shown
from convscope.synthesis.resolutions import Resolution, climb_resolutions, growing_sizes
from convscope.synthesis.steppers import Normalised
from convscope.synthesis.view import View

Terms: TypeAlias = Sequence[tuple[float, Objective]]  # weights and objectives

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
        return growing_sizes(photo.shape[2], photo.shape[3], self.octaves, self.scale, LEAST)


def dream(
    network: Network,
    photo: Tensor,
    terms: Terms,
    how: Dreaming,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
    steered: Callable[[int], Terms | None] = lambda _step: None,
) -> tuple[Tensor, list[Tensor]]:
    """Dream a photo.

    Args:
        network: read, never changed.
        photo: (1, 3, rows, columns), 0 to 1.
        terms: weights and objectives; with several, each is in units of what the photo itself reaches, so that
            the weights alone say which counts how much.
        how: sizes and steps.
        seed: of the random movements.
        progress: see `climb_resolutions`.
        checkpoint: see `climb_resolutions`.
        steered: from the steps taken to the terms that count in the place of those; None as long as those do.

    Returns:
        The dream, of the photo's shape, and the objective's values (steps, 1) in each octave.

    Raises:
        AddressError: the network has no such layer or channel.
    """
    sizes = how.sizes(photo)

    def photo_at(number: int) -> Tensor:
        return resized(photo, sizes[number]).clamp(0, 1)

    def resolution(number: int) -> Resolution:
        rows, columns = sizes[number]
        view = View(network, rows, columns, tile=how.tile, room=how.room)

        @cache
        def objective(terms: tuple[tuple[float, Objective], ...]) -> Objective:
            return balanced(view, terms, photo_at(number))

        def other(step: int) -> Objective | None:
            found = steered(step)
            return None if found is None else objective(tuple(found))

        return Resolution(
            view,
            objective(tuple(terms)),
            Parameterization(Pixels((3, rows, columns)), decorrelated=False, range="free"),
            # The objective rises at each size, so that the last is the best; a copy in 4K takes 100 MB.
            Climb(
                how.steps,
                Normalised(how.rate * SLOPE),
                transforms=(),
                constraints=(shown,),
                revive=False,
                best=False,
            ),
            other,
        )

    def start(number: int, before: Tensor | None) -> Tensor:
        if before is None:
            return photo_at(number)
        detail = before - photo_at(number - 1)
        return shown(photo_at(number) + resized(detail, sizes[number]))

    return climb_resolutions(
        network, len(sizes), resolution, start, seed=seed, progress=progress, checkpoint=checkpoint
    )


def balanced(view: View, terms: Terms, photo: Tensor) -> Objective:
    """The weighted sum of objectives, each in units of what the photo reaches; one alone stays as it is."""
    if len(terms) == 1:
        weight, objective = terms[0]
        return objective if weight == 1 else weight * objective
    parts = []
    for weight, objective in terms:
        reached = float(view.score(photo, view.bind(objective))[0])
        parts.append((weight / max(abs(reached), 1e-12), objective))
    return Combination(tuple(parts))


def zoomed(image: Tensor, factor: float, turn: float = 0.0) -> Tensor:
    """The middle of a picture, grown to the size of the whole and turned by degrees; a border is mirrored."""
    rows, columns = image.shape[2:]
    if turn:
        angle = math.radians(turn)
        across, down = math.cos(angle) / factor, math.sin(angle) / factor
        matrix = image.new_tensor([[across, down * rows / columns, 0], [-down * columns / rows, across, 0]])
        grid = functional.affine_grid(matrix[None], list(image.shape), align_corners=False)
        turned = functional.grid_sample(
            image, grid, mode="bicubic", padding_mode="reflection", align_corners=False
        )
        return turned.clamp(0, 1)
    height, width = max(1, round(rows / factor)), max(1, round(columns / factor))
    top, left = (rows - height) // 2, (columns - width) // 2
    return torch.clamp(resized(image[:, :, top : top + height, left : left + width], (rows, columns)), 0, 1)
