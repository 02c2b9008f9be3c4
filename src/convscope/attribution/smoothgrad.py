"""SmoothGrad."""

from __future__ import annotations

import torch
from pydantic import Field

from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.attribution.reduction import strongest

AT_ONCE = 64  # noisy copies that are drawn at a time; the probe chunks them further


class SmoothGradOptions(Options):
    """Options of SmoothGrad."""

    samples: int = Field(25, ge=1, le=10_000, description="Noisy copies of the photo.")
    noise: float = Field(0.15, gt=0, le=2, description="Standard deviation, in parts of the photo's range.")


@method(
    "smoothgrad",
    family="gradient",
    source="Smilkov, Thorat, Kim, Viegas and Wattenberg 2017, arXiv:1706.03825",
    options=SmoothGradOptions,
)
def smoothgrad(probe: Probe, options: SmoothGradOptions) -> Maps:
    """Saliency averaged over noisy copies of the photo, which keeps what does not depend on the noise.

    Formula, with the objective S, the photo x and noise e of standard deviation ``noise`` (max x - min x):

        G = mean over samples of dS/dx at x + e        M[row, column] = max over c of |G[c, row, column]|

    Shapes: values (N, rows, columns), channels (N, C, rows, columns) hold G.
    Cost: ``samples`` forward and backward passes.
    Limits: smoother than the gradient, not more faithful by itself; depends on the amount of noise.
    """
    maps = []
    for row, photo in enumerate(probe.inputs):
        deviation = options.noise * (photo.max() - photo.min())
        generator = probe.generator()
        total = torch.zeros_like(photo)
        for start in range(0, options.samples, AT_ONCE):
            count = min(AT_ONCE, options.samples - start)
            noise = torch.randn((count, *photo.shape), generator=generator).to(photo)
            _, _, gradients = probe.gradients(photo + deviation * noise, torch.full((count,), row))
            total += gradients.sum(0)
        maps.append(total / options.samples)
    channels = torch.stack(maps)
    return Maps(strongest(channels).abs(), channels)
