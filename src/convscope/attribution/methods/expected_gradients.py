"""Expected gradients."""

from __future__ import annotations

import torch
from pydantic import Field

from convscope.attribution.maps import total
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.images.folders import photos_in

AT_ONCE = 64  # points that are drawn at a time; the probe chunks them further


class ExpectedGradientsOptions(Options):
    """Options of expected gradients."""

    samples: int = Field(50, ge=1, le=10_000, description="Pairs of a reference and a point on its path.")
    references: str = Field("", description="A folder of photos to draw from; without one, normal noise.")


@method(
    "expected-gradients",
    family="gradient",
    source="Erion, Janizek, Sturmfels, Lundberg and Lee 2021, arXiv:1906.10670",
    options=ExpectedGradientsOptions,
    linear=True,
    random=True,
)
def expected_gradients(probe: Probe, options: ExpectedGradientsOptions) -> Maps:
    """Integrated gradients averaged over many baselines; also called GradientSHAP.

    Formula, with the objective S, the photo x, references r and positions t between 0 and 1:

        A = mean over samples of (x - r) dS/dx at r + t (x - r)

    References are photos of a folder, or normal noise with mean 0 and standard deviation 1, which after the usual
    normalisation are those of the training photos' pixels.  Positions are stratified: one in each of ``samples``
    equal parts.  All pixels together should add up to S(x) minus the mean of S(r); the fact ``completeness_gap``
    is the difference.

    Use: where no single baseline is right, as for photos of dark things.
    Shapes: channels (N, C, rows, columns), values (N, rows, columns) their sum over the channels.
    Cost: ``samples`` forward and backward passes, and as many forward passes and one for the gap.
    Limits: noisy with few samples; noise is unlike any photo.
    """
    inputs = probe.inputs
    folder = photos_in([options.references]) if options.references else []
    maps, gaps = [], []
    for row, (photo, score) in enumerate(zip(inputs, probe.scores(inputs), strict=True)):
        generator = probe.generator()
        order = torch.randperm(options.samples, generator=generator)
        channels = torch.zeros_like(photo)
        reference_score = torch.zeros_like(score)
        for part in torch.split(order, AT_ONCE):
            count = len(part)
            places = torch.rand(count, generator=generator)
            positions = ((part + places) / options.samples).to(photo).reshape(-1, *[1] * photo.dim())
            if folder:
                drawn = torch.randint(len(folder), (count,), generator=generator).tolist()
                references = probe.network.prepare(*(folder[index] for index in drawn)).to(photo)
            else:
                references = torch.randn((count, *photo.shape), generator=generator).to(photo)
            owners = torch.full((count,), row)
            difference = photo - references
            _, _, gradients = probe.gradients(references + positions * difference, owners)
            channels += (difference * gradients).sum(0) / options.samples
            reference_score += probe.scores(references, owners).sum() / options.samples
        maps.append(channels)
        gaps.append((channels.sum() - (score - reference_score)).abs())
    stacked = torch.stack(maps)
    return Maps(total(stacked), stacked, {"completeness_gap": torch.stack(gaps)})
