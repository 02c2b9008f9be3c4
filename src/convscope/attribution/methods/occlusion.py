"""Occlusion."""

from __future__ import annotations

from itertools import product
from math import ceil

import torch
from pydantic import Field
from torch import Tensor

from convscope.attribution.baseline import Baseline, baseline_of
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe, falls_of_windows
from convscope.errors import MethodError
from convscope.graph.incremental import Area


class OcclusionOptions(Options):
    """Options of occlusion."""

    window: int = Field(32, ge=1, description="Side of the covered square, in pixels of the network's input.")
    stride: int = Field(16, ge=1, description="Pixels between one window and the next.")
    baseline: Baseline = Field("mean", description="What covers the photo.")


@method(
    "occlusion",
    family="perturbation",
    source="Zeiler and Fergus 2014, arXiv:1311.2901",
    options=OcclusionOptions,
    linear=True,
)
def occlusion(probe: Probe, options: OcclusionOptions) -> Maps:
    """How much the score falls when a square of the photo is covered.

    Formula, with the objective S, the photo x and x without the window w, for each position p:

        M[p] = mean over the windows w that cover p of S(x) - S(x without w)

    Windows start at multiples of the stride; the last ones may be cut off by the border.

    Use: to check the others: it measures the score with a part covered, in the units of the score.
    Shapes: values (N, rows, columns).
    Cost: one forward pass for each window and one for the photo; of a photo with rows and columns only what a
    window can reach is computed.
    Limits: finds only what one window can cover; a covered photo is unlike those that the network was trained on.
    """
    inputs = probe.inputs
    extents = inputs.shape[2:]
    if options.stride > options.window:
        raise MethodError(
            f"A stride of {options.stride} is more than the window of {options.window}: "
            "some pixels would never be covered.",
            "Take a stride of at most the window.",
        )
    baseline = baseline_of(options.baseline, inputs, probe.network.preprocessing)
    windows = list(product(*(_windows(extent, options) for extent in extents)))
    falls = inputs.new_zeros(len(inputs), *extents)
    cover = inputs.new_zeros(extents)
    for window in windows:
        cover[window] += 1
    fall = _falls_locally if len(extents) == 2 else _falls
    for row in range(len(inputs)):
        for window, score in zip(windows, fall(probe, row, windows, baseline[row]), strict=True):
            falls[row][window] += score
    return Maps(falls / cover)


def _falls_locally(probe: Probe, row: int, windows: list[tuple[slice, ...]], baseline: Tensor) -> Tensor:
    areas = [
        Area((rows.start, columns.start), (rows.stop - rows.start, columns.stop - columns.start))
        for rows, columns in windows
    ]
    return falls_of_windows(probe, row, areas, baseline)


def _falls(probe: Probe, row: int, windows: list[tuple[slice, ...]], baseline: Tensor) -> Tensor:
    """For inputs of one axis or three; the last input is the unchanged photo."""

    def make(part: slice) -> Tensor:
        covered = probe.inputs[row].repeat(len(numbers[part]), *[1] * (probe.inputs.dim() - 1))
        for copy, number in zip(covered, numbers[part].tolist(), strict=True):
            if number < len(windows):
                copy[:, *windows[number]] = baseline[:, *windows[number]]
        return covered

    numbers = torch.arange(len(windows) + 1)
    scores = probe.scores_of(make, torch.full_like(numbers, row))
    return scores[-1] - scores[:-1]


def _windows(extent: int, options: OcclusionOptions) -> list[slice]:
    """The windows along one axis; the last may be cut by the border."""
    count = max(1, ceil((extent - options.window) / options.stride) + 1)
    return [slice(i * options.stride, min(i * options.stride + options.window, extent)) for i in range(count)]
