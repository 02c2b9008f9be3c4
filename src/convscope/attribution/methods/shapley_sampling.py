"""Shapley sampling."""

from __future__ import annotations

import torch
from pydantic import Field

from convscope.attribution.baseline import Baseline, baseline_of
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.attribution.superpixels import scores_of_coalitions, superpixels


class ShapleySamplingOptions(Options):
    """Options of Shapley sampling."""

    permutations: int = Field(
        8, ge=1, le=10_000, description="Random orders in which superpixels are revealed."
    )
    segments: int = Field(30, ge=1, le=10_000, description="Superpixels, roughly.")
    baseline: Baseline = Field("mean", description="What covers the photo.")


@method(
    "shapley-sampling",
    family="perturbation",
    source="Castro, Gómez and Tejada 2009, doi:10.1016/j.cor.2008.04.004",
    options=ShapleySamplingOptions,
    linear=True,
    random=True,
)
def shapley_sampling(probe: Probe, options: ShapleySamplingOptions) -> Maps:
    """Contribution of each superpixel to the score when superpixels are revealed in random orders.

    Formula, with random orders of the superpixels and the score S of the photo of which some are seen:

        w[i] = mean over orders of S(those before i, and i) - S(those before i)

    Every second order is the reverse of the one before it, which reduces the variance.  Every place of a
    superpixel has its value; summed over the superpixels they are S(photo) - S(baseline).

    Use: for shares of the score by regions that add up to it exactly; KernelSHAP is quicker.
    Shapes: values (N, rows, columns).
    Cost: ``permutations`` times (superpixels - 1) forward passes, and two.
    Limits: depends on the segmentation; covered photos are unlike those that the network was trained on.
    """
    inputs = probe.inputs
    baseline = baseline_of(options.baseline, inputs, probe.network.preprocessing)
    whole, covered = probe.scores(inputs).double(), probe.scores(baseline).double()
    maps = []
    for row in range(len(inputs)):
        generator = probe.generator()
        parts = superpixels(probe, row, options.segments)
        players = int(parts.max()) + 1
        values = torch.zeros(players, dtype=torch.float64)
        order = torch.arange(players)
        for turn in range(options.permutations):
            order = order.flip(0) if turn % 2 else torch.randperm(players, generator=generator)
            # Row k of the coalitions has seen the first k + 1 of the order.
            seen = order.argsort() <= torch.arange(players - 1)[:, None]
            between = torch.empty(0, dtype=torch.float64)
            if players > 1:
                between = scores_of_coalitions(probe, row, baseline[row], parts, seen).double()
            path = torch.cat([covered[row, None], between.to(covered), whole[row, None]]).cpu()
            values[order] += path.diff() / options.permutations
        maps.append(values[parts].to(inputs))
    return Maps(torch.stack(maps))
