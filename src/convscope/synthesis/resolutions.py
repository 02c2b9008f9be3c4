"""Ascents one after another at growing resolutions, each beginning with what the one before it found.

The octaves of a dream and the coarse to fine of a style transfer are both this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from convscope.network import Network
from convscope.objectives import Objective
from convscope.progress import Part, Progress
from convscope.synthesis.ascent import ascend
from convscope.synthesis.checkpoint import Checkpoint, State
from convscope.synthesis.climb import Climb
from convscope.synthesis.parameterization import Parameterization
from convscope.synthesis.view import View


@dataclass(frozen=True, eq=False)
class Resolution:
    """One size of the picture and what is climbed at it.

    ``steered`` gives, for the steps taken at all sizes, what is climbed in the place of the objective, or None.
    """

    view: View
    objective: Objective
    parameterization: Parameterization
    climb: Climb
    steered: Callable[[int], Objective | None] = lambda _step: None


# The picture (1, C, rows, columns) that a resolution begins with, from that of the resolution before.
Start = Callable[[int, Tensor | None], Tensor]


def climb_resolutions(
    network: Network,
    count: int,
    resolution: Callable[[int], Resolution],
    start: Start,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
) -> tuple[Tensor, list[Tensor]]:
    """Climb resolutions in their order.

    Args:
        network: read, never changed.
        count: how many resolutions.
        resolution: makes one of them when its turn comes.
        start: see `Start`.
        seed: of everything random.
        progress: told after each step; once it is cancelled, the picture only grows to its full size.
        checkpoint: where a climb with the same arguments was left, and where this one is kept.

    Returns:
        The picture (1, C, rows, columns) between 0 and 1 where the parameterization keeps it there, and the
        objective's values (steps, 1) at each resolution that was climbed.
    """
    checkpoint = checkpoint or Checkpoint()
    resumed: State = checkpoint.resumed or {"image": None, "histories": [], "ascent": None}
    image: Tensor | None = resumed["image"]
    histories: list[Tensor] = [history.clone() for history in resumed["histories"]]
    ascent_state, stopped = resumed["ascent"], False
    for number in range(len(histories), count):
        if stopped:
            image = start(number, image)
            continue
        now, before, kept = resolution(number), image, list(histories)

        def whole(ascent: State, before: Tensor | None = before, kept: list[Tensor] = kept) -> State:
            return {"image": before, "histories": kept, "ascent": ascent}

        done = sum(map(len, histories))

        def steered(step: int, now: Resolution = now, done: int = done) -> list[Objective] | None:
            other = now.steered(done + step)
            return None if other is None else [other]

        ascent = ascend(
            network,
            [now.objective],
            now.parameterization,
            now.parameterization.of(start(number, image)),
            now.climb,
            seeds=[seed + number],
            progress=progress and Part(progress, done, done + (count - number) * now.climb.steps),
            checkpoint=checkpoint.within(whole, ascent_state),
            view=now.view,
            steered=steered,
        )
        ascent_state, stopped = None, ascent.stopped
        image = ascent.images
        histories.append(ascent.history)
    assert image is not None
    return image, histories


def growing_sizes(rows: int, columns: int, count: int, scale: float, least: int) -> list[tuple[int, int]]:
    """Sizes of a picture from the smallest to its own, each larger than the one before by the scale.

    Those whose shorter side would be less than the least are left out.
    """
    sizes = [(round(rows / scale**k), round(columns / scale**k)) for k in range(count)]
    return [size for size in sizes if min(size) >= least or size == (rows, columns)][::-1]
