"""SmoothGrad-CAM++."""

from __future__ import annotations

import torch
from pydantic import Field

from convscope.attribution.maps import spatial_sum
from convscope.attribution.method import Maps, method
from convscope.attribution.noise import NoiseOptions, noisy_copies
from convscope.attribution.probe import Probe

EPSILON = 1e-8


class SmoothGradCamPlusPlusOptions(NoiseOptions):
    """Options of SmoothGrad-CAM++."""

    samples: int = Field(16, ge=1, le=10_000, description="Noisy copies of the photo.")
    noise: float = Field(
        0.1, gt=0, le=2, description="Standard deviation, as a fraction of the photo's range."
    )


@method(
    "smoothgrad-cam++",
    family="class activation map",
    source="Omeiza, Speakman, Cintas and Weldermariam 2019, arXiv:1908.01224",
    options=SmoothGradCamPlusPlusOptions,
    scale="positive",
    uses_layer=True,
    points_everywhere=True,
    random=True,
)
def smoothgrad_cam_plus_plus(probe: Probe, options: SmoothGradCamPlusPlusOptions) -> Maps:
    """Grad-CAM++ whose gradients are averaged over noisy copies of the photo.

    Formula, with the layer's channels A[k] for the photo, g[k] = dS / dA[k] for a noisy copy of it, and <>
    the mean over the copies:

        a[k] = <g[k]^2> / (2 <g[k]^2> + (sum of A[k] over positions) <g[k]^3> + epsilon)
        w[k] = sum over positions of a[k] max(<g[k]>, 0)        L = sum over k of w[k] A[k]

    The paper's formula has <g[k]> in the numerator, where its own derivation and Grad-CAM++ have the square.

    Use: when Grad-CAM++ varies with small changes of the photo.
    Shapes: values (N, rows, columns) of the layer.
    Cost: ``samples`` forward passes and backward passes that end at the layer, and one forward pass.
    Limits: the weights are ratios of powers of the gradient, so that a small change can reverse them.
    """
    activations = probe.activations()
    maps = []
    for row, values in enumerate(activations):
        means = [torch.zeros_like(values, dtype=torch.float64) for _ in range(3)]
        for copies in noisy_copies(probe, row, options):
            _, gradients = probe.at_layer(copies, torch.full((len(copies),), row))
            for power, mean in enumerate(means, start=1):
                mean += gradients.double().pow(power).sum(0) / options.samples
        first, square, cube = (mean.to(values)[None] for mean in means)
        ratios = square / (2 * square + spatial_sum(values[None]) * cube + EPSILON)
        weights = spatial_sum(torch.where(square > 0, ratios, 0) * first.clamp(min=0))
        maps.append((weights * values[None]).sum((0, 1)))
    return Maps(torch.stack(maps))
