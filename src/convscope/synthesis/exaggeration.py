"""Caricature: what a layer sees in a photo, drawn more strongly than it is.

The picture is searched from noise so that the layer's values at each place point the same way as the photo's, and
further (Olah et al. 2017, "Feature visualization", and Lucid's notebook of caricatures).  What the layer makes
nothing of is missing; what it looks for is exaggerated.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.network import Network
from convscope.objectives import Alignment
from convscope.progress import Progress
from convscope.synthesis.ascent import Ascent, ascend
from convscope.synthesis.checkpoint import Checkpoint
from convscope.synthesis.climb import Climb
from convscope.synthesis.parameterization import Fourier, Parameterization
from convscope.synthesis.steppers import Adam
from convscope.synthesis.transforms import Jitter, Rotate, Scale
from convscope.synthesis.view import View

# Small, because the layer's places shall stay those of the photo.
MOVEMENTS = (Jitter(6), Scale(0.97, 1.03), Rotate(2))


@dataclass(frozen=True)
class Exaggerating:
    """How to exaggerate.

    Attributes:
        steps: of the ascent.
        rate: of Adam.
        power: of the cosine in `convscope.objectives.Alignment`.
        tile: longest side that is computed at once.
    """

    steps: int = 200
    rate: float = 0.05
    power: float = 2.0
    tile: int = 1024


def caricature(
    network: Network,
    photo: Tensor,
    address: str,
    how: Exaggerating,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
) -> Ascent:
    """Draw what a layer sees in a photo more strongly than it is.

    Args:
        network: read, never changed.
        photo: (1, 3, rows, columns), 0 to 1.
        address: the layer.
        how: steps and direction.
        seed: of the noise and the movements.
        progress: see `ascend`.
        checkpoint: see `ascend`.

    Raises:
        AddressError: the network has no such layer.
        ObjectiveError: the layer holds no maps.
    """
    rows, columns = photo.shape[2:]
    view = View(network, rows, columns, tile=how.tile)
    parameterization = Parameterization(Fourier((photo.shape[1], rows, columns)))
    noise = parameterization.start(torch.Generator().manual_seed(seed), 0.05)
    return ascend(
        network,
        [alignment(view, photo, address, how.power)],
        parameterization,
        noise,
        Climb(how.steps, Adam(how.rate), MOVEMENTS),
        seeds=[seed],
        progress=progress,
        checkpoint=checkpoint,
        view=view,
    )


def alignment(view: View, photo: Tensor, address: str, power: float) -> Alignment:
    """The objective of having more of what a layer sees in a photo."""
    return Alignment(address, view.values(photo, [address])[address][0], power, "the photo")
