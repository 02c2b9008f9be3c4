"""Meaningful perturbation."""

from __future__ import annotations

import torch
from pydantic import Field
from torch import Tensor

from convscope.attribution.maps import enlarged
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.attribution.scale_space import ScaleSpace


class MeaningfulPerturbationOptions(Options):
    """Options of meaningful perturbation."""

    steps: int = Field(60, ge=1, le=10_000, description="Steps of gradient descent (Adam).")
    rate: float = Field(0.1, gt=0, le=10, description="Length of a step.")
    cells: int = Field(28, ge=1, le=1_000, description="Cells of the mask along each axis.")
    area: float = Field(0.5, ge=0, le=1_000, description="Penalty on the mean of the mask.")
    roughness: float = Field(4, ge=0, le=1_000, description="Penalty on differences of neighbouring cells.")
    blur: float = Field(
        0.05, gt=0, le=10, description="Standard deviation, as a fraction of the longest side."
    )


@method(
    "meaningful-perturbation",
    family="perturbation",
    source="Fong and Vedaldi 2017, arXiv:1704.03296",
    options=MeaningfulPerturbationOptions,
    scale="positive",
    may_be_zero=True,
)
def meaningful_perturbation(probe: Probe, options: MeaningfulPerturbationOptions) -> Maps:
    """The smallest smooth mask whose blurring lowers the score most, found by gradient descent.

    Formula, with the objective S, the photo x, its blurred copy b, and a mask m of ``cells`` a side, enlarged
    linearly, that deletes where it is 1:

        M = the m of least S(x + m (b - x)) / |S(x) - S(b)| + area mean(m) + roughness R(m)

    where R adds up, for each axis, the mean square of the differences of neighbours times their number.  The
    descent begins with nothing deleted.  Dividing by the fall of the score gives the penalties one meaning for
    every objective; the paper's is a probability.

    Use: for the smallest region whose blurring takes the score away, when a minute may be spent on a photo.
    Shapes: values (N, rows, columns), between 0 and 1.
    Cost: ``steps`` forward and backward passes, and two forward passes.
    Limits: descent ends in one of many minima; what it deletes depends on the two penalties.
    """
    inputs = probe.inputs
    extents = inputs.shape[2:]
    deviation = options.blur * max(extents)
    blurred = torch.stack([ScaleSpace(photo).blurred(deviation) for photo in inputs])
    fall = (probe.scores(inputs) - probe.scores(blurred)).abs()
    fall = torch.where(fall == 0, 1, fall).reshape(-1, *[1] * (inputs.dim() - 1))
    sides = [min(options.cells, extent) for extent in extents]
    with torch.enable_grad():
        mask = inputs.new_zeros((len(inputs), 1, *sides)).requires_grad_()
        ascent = torch.optim.Adam([mask], lr=options.rate)
        for _ in range(options.steps):
            deleted = inputs + enlarged(mask, extents) * (blurred - inputs)
            _, _, gradients = probe.gradients(deleted.detach())
            ascent.zero_grad()
            price = options.area * mask.flatten(1).mean(1) + options.roughness * _roughness(mask)
            torch.autograd.backward([deleted, price.sum()], [gradients / fall, None])
            ascent.step()
            with torch.no_grad():
                mask.clamp_(0, 1)
    return Maps(enlarged(mask.detach(), extents)[:, 0])


def _roughness(mask: Tensor) -> Tensor:
    """Mean square of the differences of neighbours along the axes of (N, 1, ...), times their number, (N,)."""
    found = mask.new_zeros(len(mask))
    for axis in range(2, mask.dim()):
        if mask.shape[axis] > 1:
            found = found + mask.diff(dim=axis).square().flatten(1).mean(1) * mask.shape[axis]
    return found
