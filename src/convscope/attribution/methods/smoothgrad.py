"""SmoothGrad."""

from __future__ import annotations

from convscope.attribution.maps import strongest
from convscope.attribution.method import Maps, method
from convscope.attribution.noise import NoiseOptions, gradient_moments
from convscope.attribution.probe import Probe


@method(
    "smoothgrad",
    family="gradient",
    source="Smilkov, Thorat, Kim, Viegas and Wattenberg 2017, arXiv:1706.03825",
    options=NoiseOptions,
    linear=True,
    random=True,
)
def smoothgrad(probe: Probe, options: NoiseOptions) -> Maps:
    """Saliency averaged over noisy copies of the photo.

    Formula, with the objective S, the photo x and noise e of standard deviation ``noise`` (max x - min x):

        G = mean over samples of dS/dx at x + e        M[row, column] = max over c of |G[c, row, column]|

    Use: where saliency is too grainy to read.
    Shapes: values (N, rows, columns), channels (N, C, rows, columns) hold G.
    Cost: ``samples`` forward and backward passes.
    Limits: smoother than the gradient, not more faithful by itself; depends on the amount of noise.
    """
    channels, _ = gradient_moments(probe, options)
    return Maps(strongest(channels).abs(), channels)
