"""KernelSHAP."""

from __future__ import annotations

from itertools import product

import torch
from pydantic import Field
from torch import Tensor

from convscope.attribution.baseline import Baseline, baseline_of
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.attribution.superpixels import scores_of_coalitions, superpixels


class KernelShapOptions(Options):
    """Options of KernelSHAP."""

    samples: int = Field(300, ge=2, le=100_000, description="Coalitions of superpixels.")
    segments: int = Field(30, ge=1, le=10_000, description="Superpixels, roughly.")
    baseline: Baseline = Field("mean", description="What covers the photo.")


@method(
    "kernelshap",
    family="perturbation",
    source="Lundberg and Lee 2017, arXiv:1705.07874",
    options=KernelShapOptions,
    linear=True,
    random=True,
)
def kernelshap(probe: Probe, options: KernelShapOptions) -> Maps:
    """Shapley values of superpixels: the contribution of each, averaged over all orders of revealing them.

    Formula, with coalitions z of k of the d superpixels and the score S(z) of the photo of which these are seen:

        w = least sum over z of pi(z) (S(z) - S(none) - w z)^2  with  sum of w = S(all) - S(none)
        pi(z) = (d - 1) / (binomial(d, k) k (d - k))

    Where there are no more coalitions than ``samples``, all are asked and the values are exact.  Else sizes k
    are drawn in proportion to 1 / (k (d - k)) and coalitions evenly among those of a size, each with its
    complement, so that every sample counts alike.  Every place of a superpixel has its value; summed over the
    superpixels they are S(photo) - S(baseline).

    Use: for shares of the score by regions, with Shapley's fairness, from fewer passes than sampling it.
    Shapes: values (N, rows, columns).
    Cost: ``samples`` forward passes and two.
    Limits: depends on the segmentation; covered photos are unlike those that the network was trained on.
    """
    inputs = probe.inputs
    baseline = baseline_of(options.baseline, inputs, probe.network.preprocessing)
    whole, covered = probe.scores(inputs).double().cpu(), probe.scores(baseline).double().cpu()
    maps = []
    for row in range(len(inputs)):
        parts = superpixels(probe, row, options.segments)
        players = int(parts.max()) + 1
        change = whole[row] - covered[row]
        if players == 1:
            values = change.reshape(1)
        else:
            coalitions, kernel = _coalitions(players, options.samples, probe.generator())
            scores = scores_of_coalitions(probe, row, baseline[row], parts, coalitions).double().cpu()
            values = _constrained(coalitions.double(), scores - covered[row], kernel, change)
        maps.append(values[parts].to(inputs))
    return Maps(torch.stack(maps))


def _coalitions(players: int, samples: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Coalitions (B, players), neither empty nor whole, and how much each counts (B,)."""
    sizes = torch.arange(1, players).double()
    kernel = (players - 1) / (sizes * (players - sizes))  # of a size, shared by its coalitions
    if 2**players - 2 <= samples:
        every = torch.tensor(list(product((False, True), repeat=players)))[1:-1]
        alike = torch.bincount(every.sum(1), minlength=players)[1:]
        return every, (kernel / alike)[every.sum(1) - 1]
    drawn = 1 + torch.multinomial(kernel, (samples + 1) // 2, replacement=True, generator=generator)
    ranks = torch.rand((len(drawn), players), generator=generator).argsort(1).argsort(1)
    half = ranks < drawn[:, None]
    return torch.stack([half, ~half], 1).flatten(0, 1)[:samples], torch.ones(samples).double()


def _constrained(z: Tensor, gains: Tensor, kernel: Tensor, change: Tensor) -> Tensor:
    """Least squares under the constraint that the values add up to the change, which gives the last one."""
    root = kernel.sqrt()
    rows = root[:, None] * (z[:, :-1] - z[:, -1:])
    wanted = root * (gains - z[:, -1] * change)
    first = torch.linalg.lstsq(rows, wanted[:, None], driver="gelsd").solution[:, 0]
    return torch.cat([first, (change - first.sum()).reshape(1)])
