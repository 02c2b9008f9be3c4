"""VarGrad."""

from __future__ import annotations

from convscope.attribution.maps import total
from convscope.attribution.method import Maps, method
from convscope.attribution.noise import NoiseOptions, gradient_moments
from convscope.attribution.probe import Probe


@method(
    "vargrad",
    family="gradient",
    source="Adebayo, Gilmer, Goodfellow and Kim 2018, arXiv:1810.03307",
    options=NoiseOptions,
    scale="positive",
    random=True,
)
def vargrad(probe: Probe, options: NoiseOptions) -> Maps:
    """Where the gradient changes most when noise is added to the photo.

    Formula, with the objective S, the photo x and noise e of standard deviation ``noise`` (max x - min x):

        V = variance over samples of dS/dx at x + e        M[row, column] = sum over c of V[c, row, column]

    It is SmoothGrad squared without the square of SmoothGrad, so that it is zero where the network is linear.

    Use: to see where the gradient is unstable; like SmoothGrad squared, without what is common to all samples.
    Shapes: values (N, rows, columns), channels (N, C, rows, columns) hold V; none is below zero.
    Cost: ``samples`` forward and backward passes.
    Limits: independent of the gradient itself; shows where the network is nonlinear, mostly at edges.
    """
    mean, square = gradient_moments(probe, options)
    channels = (square - mean.square()).clamp(min=0)
    return Maps(total(channels), channels)
