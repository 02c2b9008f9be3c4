"""LIME."""

from __future__ import annotations

import torch
from pydantic import Field
from torch import Tensor

from convscope.attribution.baseline import Baseline, baseline_of
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.attribution.superpixels import scores_of_coalitions, superpixels


class LimeOptions(Options):
    """Options of LIME."""

    samples: int = Field(300, ge=1, le=100_000, description="Random choices of superpixels.")
    segments: int = Field(30, ge=1, le=10_000, description="Superpixels, roughly.")
    width: float = Field(0.25, gt=0, le=100, description="Of the kernel, in cosine distance.")
    ridge: float = Field(1, ge=0, le=1e6, description="Penalty on the square of the weights.")
    baseline: Baseline = Field("mean", description="What covers the photo.")


@method(
    "lime",
    family="perturbation",
    source="Ribeiro, Singh and Guestrin 2016, arXiv:1602.04938",
    options=LimeOptions,
    linear=True,
    random=True,
)
def lime(probe: Probe, options: LimeOptions) -> Maps:
    """Weights of a linear model of the score, fitted to the photo with superpixels hidden at random.

    Formula, with random choices z of superpixels (each seen with probability 1/2; the first choice sees all),
    the score S(z) of the photo of which these are seen, and the cosine distance D = 1 - sqrt(seen / all):

        w, c = least sum over z of exp(-D(z)^2 / width^2) (S(z) - c - w z)^2 + ridge |w|^2

    Every place of a superpixel has its weight.

    Use: to rank regions for any network, also one without gradients.
    Shapes: values (N, rows, columns).
    Cost: ``samples`` forward passes.
    Limits: depends on the segmentation, on the kernel's width and on the samples; covered photos are unlike
    those that the network was trained on.
    """
    baseline = baseline_of(options.baseline, probe.inputs, probe.network.preprocessing)
    maps = []
    for row in range(len(probe.inputs)):
        parts = superpixels(probe, row, options.segments)
        players = int(parts.max()) + 1
        choices = torch.rand((options.samples, players), generator=probe.generator()) < 0.5
        choices[0] = True
        scores = scores_of_coalitions(probe, row, baseline[row], parts, choices).double().cpu()
        seen = choices.double()
        distance = 1 - seen.mean(1).sqrt()
        kernel = torch.exp(-((distance / options.width) ** 2))
        weights = _ridge(seen, scores, kernel, options.ridge)
        maps.append(weights[parts].to(probe.inputs))
    return Maps(torch.stack(maps))


def _ridge(z: Tensor, scores: Tensor, kernel: Tensor, penalty: float) -> Tensor:
    """Weights (players,) of the weighted ridge regression, whose constant is free."""
    mean = kernel / kernel.sum()
    z, scores = z - mean @ z, scores - mean @ scores
    root = kernel.sqrt()
    # The penalty as so many further samples; the least of all solutions where samples are too few.
    rows = torch.cat([root[:, None] * z, penalty**0.5 * torch.eye(z.shape[1], dtype=z.dtype)])
    wanted = torch.cat([root * scores, torch.zeros(z.shape[1], dtype=z.dtype)])
    weights: Tensor = torch.linalg.lstsq(rows, wanted[:, None], driver="gelsd").solution[:, 0]
    return weights
