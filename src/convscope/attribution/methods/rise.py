"""RISE."""

from __future__ import annotations

from math import ceil

import torch
from pydantic import Field
from torch import Tensor

from convscope.attribution.baseline import Baseline, baseline_of
from convscope.attribution.maps import enlarged
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe

AT_ONCE = 64  # masks that are drawn at a time; the probe chunks them further


class RiseOptions(Options):
    """Options of RISE."""

    samples: int = Field(500, ge=1, le=100_000, description="Random masks.")
    cells: int = Field(7, ge=1, le=100, description="Cells of a mask along each axis.")
    seen: float = Field(0.5, gt=0, lt=1, description="Probability that a cell is visible.")
    baseline: Baseline = Field("mean", description="What covers the photo.")


@method(
    "rise",
    family="perturbation",
    source="Petsiuk, Das and Saenko 2018, arXiv:1806.07421",
    options=RiseOptions,
    linear=True,
    random=True,
)
def rise(probe: Probe, options: RiseOptions) -> Maps:
    """How much higher the score is on average when a pixel is visible through a random mask.

    Formula, with the objective S, the photo x, the baseline b and random masks m between 0 and 1:

        M = (sum over masks of S(b + m (x - b)) m) / (sum over masks of m) - mean over masks of S

    A mask is a grid of ``cells`` a side, each seen with probability ``seen``, enlarged linearly and shifted by a
    random part of a cell.  The paper divides by the expected sum of the masks and keeps the mean, which is the
    same for every position.

    Use: to check a gradient's map without gradients and without choosing windows.
    Shapes: values (N, rows, columns).
    Cost: ``samples`` forward passes.
    Limits: noisy with few samples; not finer than a cell.
    """
    inputs = probe.inputs
    baseline = baseline_of(options.baseline, inputs, probe.network.preprocessing)
    maps = []
    for row, photo in enumerate(inputs):
        generator = probe.generator()
        weighted, seen = torch.zeros((2, *photo.shape[1:]), dtype=torch.float64, device=photo.device)
        mean = torch.zeros((), dtype=torch.float64, device=photo.device)
        for start in range(0, options.samples, AT_ONCE):
            count = min(AT_ONCE, options.samples - start)
            masks = _masks(photo.shape[1:], count, options, generator).to(photo)
            covered = baseline[row] + masks.unsqueeze(1) * (photo - baseline[row])
            scores = probe.scores(covered, torch.full((count,), row)).double()
            weighted += torch.tensordot(scores, masks.double(), dims=1)
            seen += masks.sum(0, dtype=torch.float64)
            mean += scores.sum() / options.samples
        maps.append(torch.where(seen > 0, weighted / seen.clamp(min=1e-12) - mean, 0))
    return Maps(torch.stack(maps))


def _masks(extents: torch.Size, count: int, options: RiseOptions, generator: torch.Generator) -> Tensor:
    """Random masks (count, ...), each a random crop of a grid that is one cell larger."""
    axes = len(extents)
    sides = [ceil(extent / options.cells) for extent in extents]
    grids = torch.rand((count, 1, *[options.cells + 1] * axes), generator=generator) < options.seen
    large = enlarged(grids.float(), [side * (options.cells + 1) for side in sides])[:, 0]
    starts = torch.rand((count, axes), generator=generator)
    cut = [
        mask[
            tuple(
                slice(int(start * side), int(start * side) + extent)
                for start, side, extent in zip(place.tolist(), sides, extents, strict=True)
            )
        ]
        for mask, place in zip(large, starts, strict=True)
    ]
    return torch.stack(cut)
