"""Integrated gradients of a layer."""

from __future__ import annotations

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from convscope.attribution.baseline import Baseline, baseline_of
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe, TailRuns
from convscope.graph import evaluate


class LayerIntegratedGradientsOptions(Options):
    """Options of integrated gradients of a layer."""

    steps: int = Field(50, ge=1, le=1_000, description="Points on the path (Gauss-Legendre quadrature).")
    baseline: Baseline = Field("mean", description="The photo at whose layer values the path starts.")


@method(
    "layer-integrated-gradients",
    family="class activation map",
    source="Sundararajan, Taly and Yan 2017, arXiv:1703.01365",
    options=LayerIntegratedGradientsOptions,
    uses_layer=True,
    linear=True,
)
def layer_integrated_gradients(probe: Probe, options: LayerIntegratedGradientsOptions) -> Maps:
    """Contribution of each position of a layer along the path from a baseline's values to the photo's.

    Formula, with the layer's values v of the photo and v0 of the baseline, the objective S as a function of them,
    skip connections around the layer holding what the photo gives:

        A = (v - v0) * integral over t from 0 to 1 of dS/dv at v0 + t (v - v0)        L = sum over channels of A

    The integral is a Gauss-Legendre sum.  All positions together should add up to S(v) - S(v0); the fact
    ``completeness_gap`` is the difference.

    Use: where the map of a layer shall add up to the score, as integrated gradients of pixels do.
    Shapes: values (N, rows, columns) of the layer.
    Cost: two forward passes, then ``steps`` forward and backward passes of what comes after the layer.
    Limits: depends on the baseline; says nothing about how the layer's values arise.
    """
    layer, photos = probe.layer, len(probe.inputs)
    runs = TailRuns.of(probe, [layer])
    start = _baseline_values(probe, options.baseline)
    way = runs.first[layer] - start
    points, weights = np.polynomial.legendre.leggauss(options.steps)
    shape = (-1, *[1] * (way.dim() - 1))
    positions = torch.tensor((points + 1) / 2).to(way).repeat(photos).reshape(shape)
    shares = torch.tensor(weights / 2).to(way)
    owners = torch.arange(photos).repeat_interleave(options.steps)

    def make(part: slice) -> Tensor:
        return start[owners[part]] + positions[part] * way[owners[part]]

    _, gradients = runs.gradients(make, owners)
    integral = torch.tensordot(
        shares, gradients.reshape(photos, options.steps, *way.shape[1:]), dims=([0], [1])
    )
    values = (way * integral).sum(probe.channel_axis)
    before = runs.scores(lambda part: {layer: start[part]}, torch.arange(photos))
    gap = (values.flatten(1).sum(1) - (probe.score(runs.first) - before)).abs()
    return Maps(values, facts={"completeness_gap": gap})


@torch.no_grad()
def _baseline_values(probe: Probe, name: Baseline) -> Tensor:
    """The layer's values of the baselines."""
    baseline = baseline_of(name, probe.inputs, probe.network.preprocessing)
    return evaluate(probe.graph, {probe.graph.input: baseline}, [probe.layer])[probe.layer]
