"""Integrated gradients."""

from __future__ import annotations

import numpy as np
import torch
from pydantic import Field

from convscope.attribution.baseline import Baseline, baseline_of
from convscope.attribution.maps import total
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe

AT_ONCE = 64  # points that are drawn at a time; the probe chunks them further


class IntegratedGradientsOptions(Options):
    """Options of integrated gradients."""

    steps: int = Field(50, ge=1, le=1_000, description="Points on the path (Gauss-Legendre quadrature).")
    baseline: Baseline = Field("mean", description="Where the path starts.")


@method(
    "integrated-gradients",
    family="gradient",
    source="Sundararajan, Taly and Yan 2017, arXiv:1703.01365",
    options=IntegratedGradientsOptions,
    linear=True,
)
def integrated_gradients(probe: Probe, options: IntegratedGradientsOptions) -> Maps:
    """Contribution of each pixel along the straight path from a baseline to the photo.

    Formula, with the objective S, the photo x and the baseline b:

        A = (x - b) * integral over t from 0 to 1 of dS/dx at b + t (x - b)

    The integral is a Gauss-Legendre sum.  All pixels together should add up to S(x) - S(b); the fact
    ``completeness_gap`` is the difference, |sum A - (S(x) - S(b))|.

    Use: for signed pixels that add up to the score, with the error stated; the standard that others are compared
    with.
    Shapes: channels (N, C, rows, columns), values (N, rows, columns) their sum over the channels.
    Cost: ``steps`` forward and backward passes, and two forward passes for the gap.
    Limits: depends on the baseline; pixels that equal it get nothing.
    """
    inputs = probe.inputs
    baseline = baseline_of(options.baseline, inputs, probe.network.preprocessing)
    points, weights = np.polynomial.legendre.leggauss(options.steps)
    positions = torch.tensor((points + 1) / 2).to(inputs).reshape(-1, *[1] * (inputs.dim() - 1))
    shares = torch.tensor(weights / 2).to(inputs)
    difference = inputs - baseline
    maps = []
    for row in range(len(inputs)):
        integral = torch.zeros_like(inputs[row])
        for at, share in zip(torch.split(positions, AT_ONCE), torch.split(shares, AT_ONCE), strict=True):
            path = baseline[row] + at * difference[row]
            _, _, gradients = probe.gradients(path, torch.full((len(at),), row))
            integral += torch.tensordot(share, gradients, dims=1)
        maps.append(integral)
    channels = difference * torch.stack(maps)
    ends = probe.scores(torch.cat([inputs, baseline]), torch.arange(len(inputs)).repeat(2))
    gap = (channels.flatten(1).sum(1) - (ends[: len(inputs)] - ends[len(inputs) :])).abs()
    return Maps(total(channels), channels, {"completeness_gap": gap})
