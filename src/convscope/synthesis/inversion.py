"""Inversion: the picture that a layer cannot tell from a photo.

Mahendran and Vedaldi 2015, "Understanding deep image representations by inverting them" (arXiv:1412.0035): what is
lost on the way to a layer is what the reconstruction does not show.  The picture is searched as waves scaled as in
photos, which is the prior: what the layer does not hold stays smooth.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from convscope.network import Network
from convscope.objectives import Content, total_variation
from convscope.progress import Progress
from convscope.synthesis.ascent import Ascent, ascend
from convscope.synthesis.checkpoint import Checkpoint
from convscope.synthesis.climb import Climb
from convscope.synthesis.parameterization import Fourier, Parameterization
from convscope.synthesis.steppers import LBFGS, Stepper
from convscope.synthesis.view import View


@dataclass(frozen=True)
class Inverting:
    """How to invert.

    Attributes:
        steps: of the ascent.
        stepper: how a gradient becomes a step.
        tv: weight of the total variation, a prior for what the layer does not hold.
        tile: longest side that is computed at once.
    """

    steps: int = 100
    stepper: Stepper = field(default_factory=LBFGS)
    tv: float = 0.0
    tile: int = 1024


def invert(
    network: Network,
    photo: Tensor,
    address: str,
    how: Inverting,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
) -> Ascent:
    """Search a picture that has a photo's values in a layer, from noise.

    Args:
        network: read, never changed.
        photo: (1, 3, rows, columns), 0 to 1.
        address: the layer.
        how: steps and prior.
        seed: of the noise.
        progress: see `ascend`.
        checkpoint: see `ascend`.

    Raises:
        AddressError: the network has no such layer.
        ObjectiveError: the layer holds no maps.
    """
    rows, columns = photo.shape[2:]
    view = View(network, rows, columns, tile=how.tile)
    objective = matching(view, photo, address)
    climbed = objective - how.tv * total_variation() if how.tv else objective
    parameterization = Parameterization(Fourier((photo.shape[1], rows, columns)))
    noise = parameterization.start(torch.Generator().manual_seed(seed), 0.05)
    return ascend(
        network,
        [climbed],
        parameterization,
        noise,
        Climb(how.steps, how.stepper, transforms=(), revive=False),
        progress=progress,
        checkpoint=checkpoint,
        view=view,
    )


def matching(view: View, photo: Tensor, address: str) -> Content:
    """The objective of looking like a photo to a layer."""
    view.bind(
        Content(address, torch.zeros(0, 0, 0))
    )  # a layer without maps is told before anything is computed
    return Content(address, view.values(photo, [address])[address][0], "the photo")


def psnr(image: Tensor, photo: Tensor) -> float:
    """Peak signal-to-noise ratio in decibels: -10 log10 of the mean squared difference of pixels in [0, 1]."""
    return float(-10 * (image - photo).square().mean().clamp(min=1e-12).log10())
