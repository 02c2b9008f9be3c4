"""Gradients at noisy copies of a photo, which the SmoothGrad family averages."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from pydantic import Field
from torch import Tensor

from convscope.attribution.method import Options
from convscope.attribution.probe import Probe

AT_ONCE = 64  # noisy copies that are drawn at a time; the probe chunks them further


class NoiseOptions(Options):
    """Options of methods that add noise to the photo."""

    samples: int = Field(25, ge=1, le=10_000, description="Noisy copies of the photo.")
    noise: float = Field(
        0.15, gt=0, le=2, description="Standard deviation, as a fraction of the photo's range."
    )


def noisy_copies(probe: Probe, row: int, options: NoiseOptions) -> Iterator[Tensor]:
    """Copies (B, C, ...) of one photo with normal noise of deviation ``noise`` (max x - min x), part by part."""
    photo = probe.inputs[row]
    deviation = options.noise * (photo.max() - photo.min())
    generator = probe.generator()
    for start in range(0, options.samples, AT_ONCE):
        count = min(AT_ONCE, options.samples - start)
        yield photo + deviation * torch.randn((count, *photo.shape), generator=generator).to(photo)


def gradient_moments(probe: Probe, options: NoiseOptions) -> tuple[Tensor, Tensor]:
    """Mean of the gradient (N, C, ...) over the noisy copies of each photo, and its mean square, in float64."""
    means, squares = [], []
    for row, photo in enumerate(probe.inputs):
        mean = torch.zeros_like(photo, dtype=torch.float64)
        square = torch.zeros_like(mean)
        for copies in noisy_copies(probe, row, options):
            _, _, gradients = probe.gradients(copies, torch.full((len(copies),), row))
            mean += gradients.sum(0, dtype=torch.float64) / options.samples
            square += gradients.double().square().sum(0) / options.samples
        means.append(mean)
        squares.append(square)
    return torch.stack(means), torch.stack(squares)
