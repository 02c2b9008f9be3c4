"""Inversion: the picture that a layer cannot tell from a photo.

Mahendran and Vedaldi 2015, "Understanding deep image representations by inverting them" (arXiv:1412.0035): what is
lost on the way to a layer is what the reconstruction does not show.  The picture is searched as waves scaled as in
photos, which is the prior: what the layer does not hold stays smooth.
"""

from __future__ import annotations

import torch
from torch import Tensor

from convscope.objectives import Content, Objective, total_variation
from convscope.synthesis.climb import Climb
from convscope.synthesis.from_noise import Search
from convscope.synthesis.steppers import Stepper
from convscope.synthesis.view import View


def inversion(address: str, photo: Tensor, steps: int, stepper: Stepper, tv: float = 0.0) -> Search:
    """The search of a picture that has a photo's values in a layer.

    Args:
        address: the layer.
        photo: (1, C, rows, columns), 0 to 1.
        steps: of the ascent.
        stepper: how a gradient becomes a step.
        tv: weight of the total variation, a prior for what the layer does not hold.
    """

    def objective(view: View) -> Objective:
        content = matching(view, photo, address)
        return content - tv * total_variation() if tv else content

    return Search(objective, Climb(steps, stepper, transforms=(), revive=False))


def matching(view: View, photo: Tensor, address: str) -> Content:
    """The objective of looking like a photo to a layer."""
    view.bind(
        Content(address, torch.zeros(0, 0, 0))
    )  # a layer without maps is told before anything is computed
    return Content(address, view.values(photo, [address])[address][0], "the photo")


def psnr(image: Tensor, photo: Tensor) -> float:
    """Peak signal-to-noise ratio in decibels: -10 log10 of the mean squared difference of pixels in [0, 1]."""
    return float(-10 * (image - photo).square().mean().clamp(min=1e-12).log10())
