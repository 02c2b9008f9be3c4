"""Pictures that are searched from noise for what a network sees in a photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.network import Network
from convscope.objectives import Objective
from convscope.progress import Progress
from convscope.synthesis.ascent import Ascent, ascend
from convscope.synthesis.checkpoint import Checkpoint
from convscope.synthesis.climb import Climb
from convscope.synthesis.parameterization import Fourier, Parameterization
from convscope.synthesis.view import View

CONTRAST = 0.05  # of the noise, a photo's being 1
TILE = 1024


@dataclass(frozen=True)
class Search:
    """What is climbed from noise, and how.

    Attributes:
        objective: made for the network's view of pictures of the photo's size.
        climb: steps, stepper, movements.
        tile: longest side that is computed at once.
    """

    objective: Callable[[View], Objective]
    climb: Climb
    tile: int = TILE


def search_from_noise(
    network: Network,
    photo: Tensor,
    search: Search,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
) -> Ascent:
    """Climb an objective from noise, in waves scaled as in photos, at a photo's size.

    Args:
        network: read, never changed.
        photo: (1, C, rows, columns), 0 to 1.
        search: what is climbed, and how.
        seed: of the noise and the movements.
        progress: see `ascend`.
        checkpoint: see `ascend`.

    Raises:
        AddressError: the network has no such layer.
        ObjectiveError: the layer holds no maps.
    """
    _, channels, rows, columns = photo.shape
    view = View(network, rows, columns, tile=search.tile)
    objective = search.objective(view)
    parameterization = Parameterization(Fourier((channels, rows, columns)))
    noise = parameterization.start(torch.Generator().manual_seed(seed), CONTRAST)
    return ascend(
        network,
        [objective],
        parameterization,
        noise,
        search.climb,
        seeds=[seed],
        progress=progress,
        checkpoint=checkpoint,
        view=view,
    )
