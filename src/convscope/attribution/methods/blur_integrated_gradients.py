"""Blur integrated gradients."""

from __future__ import annotations

import torch
from pydantic import Field

from convscope.attribution.maps import total
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.attribution.scale_space import ScaleSpace

AT_ONCE = 32  # blurred copies that are drawn at a time; the probe chunks them further


class BlurIntegratedGradientsOptions(Options):
    """Options of blur integrated gradients."""

    steps: int = Field(50, ge=1, le=1_000, description="Points on the path.")
    blur: float = Field(
        0.2, gt=0, le=10, description="Greatest deviation, as a fraction of the longest side."
    )


@method(
    "blur-integrated-gradients",
    family="gradient",
    source="Xu, Venugopalan and Sundararajan 2020, arXiv:2004.03383",
    options=BlurIntegratedGradientsOptions,
    linear=True,
)
def blur_integrated_gradients(probe: Probe, options: BlurIntegratedGradientsOptions) -> Maps:
    """Contribution of each pixel to the score while a blurred photo becomes sharp.

    Formula, with the objective S and the photo x(s) blurred by a Gaussian of deviation s:

        A = integral over s from ``blur`` to 0 of dS/dx at x(s) * dx(s)/ds

    The sum takes the gradient half-way between two neighbours of the path times their exact difference; the
    deviations fall as squares, since most of what a network sees changes at small ones.  All pixels together
    should add up to S(x) minus S of the most blurred photo; the fact ``completeness_gap`` is what is missing.
    Borders reflect.

    Use: where the baseline of integrated gradients, black or grey, is itself a part of the picture: blurring adds
    no edge and no colour.
    Shapes: channels (N, C, rows, columns), values (N, rows, columns) their sum over the channels.
    Cost: ``steps`` forward and backward passes, and two forward passes for the gap.
    Limits: needs no baseline colour, but gives nothing to regions that blurring does not change, such as flat
    areas.
    """
    inputs = probe.inputs
    strongest = options.blur * max(inputs.shape[2:])
    ends = strongest * torch.linspace(1, 0, options.steps + 1).double().square()
    middles = strongest * (torch.linspace(1, 0, 2 * options.steps + 1).double()[1::2]).square()
    maps, starts = [], []
    for row, photo in enumerate(inputs):
        space = ScaleSpace(photo)
        before = space.blurred(float(ends[0]))
        starts.append(before)
        channels = torch.zeros_like(photo)
        for part in torch.split(torch.arange(options.steps), AT_ONCE):
            path = torch.stack([space.blurred(float(middles[step])) for step in part])
            _, _, gradients = probe.gradients(path, torch.full((len(part),), row))
            for step, gradient in zip(part, gradients, strict=True):
                after = space.blurred(float(ends[step + 1]))
                channels += gradient * (after - before)
                before = after
        maps.append(channels)
    stacked = torch.stack(maps)
    change = probe.scores(inputs) - probe.scores(torch.stack(starts))
    gap = (stacked.flatten(1).sum(1) - change).abs()
    return Maps(total(stacked), stacked, {"completeness_gap": gap})
