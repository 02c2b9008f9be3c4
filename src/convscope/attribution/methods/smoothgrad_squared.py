"""SmoothGrad squared."""

from __future__ import annotations

from convscope.attribution.maps import total
from convscope.attribution.method import Maps, method
from convscope.attribution.noise import NoiseOptions, gradient_moments
from convscope.attribution.probe import Probe


@method(
    "smoothgrad-squared",
    family="gradient",
    source="Hooker, Erhan, Kindermans and Kim 2019, arXiv:1806.10758",
    options=NoiseOptions,
    scale="positive",
    random=True,
)
def smoothgrad_squared(probe: Probe, options: NoiseOptions) -> Maps:
    """Squared gradient averaged over noisy copies of the photo.

    Formula, with the objective S, the photo x and noise e of standard deviation ``noise`` (max x - min x):

        G2 = mean over samples of (dS/dx at x + e)^2        M[row, column] = sum over c of G2[c, row, column]

    Gradients that change their sign from copy to copy cancel out in SmoothGrad, and count here.

    Use: where SmoothGrad cancels gradients of both signs; it finds regions that matter, without a sign.
    Shapes: values (N, rows, columns), channels (N, C, rows, columns) hold G2; none is below zero.
    Cost: ``samples`` forward and backward passes.
    Limits: magnitude without sign; squaring lets a few pixels outshine the others.
    """
    _, channels = gradient_moments(probe, options)
    return Maps(total(channels), channels)
