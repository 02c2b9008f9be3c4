"""Receptive fields: the interval covers what gradients reach, and equals it where the field is regular."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.graph import trace
from convscope.graph.shapes.receptive_fields import receptive_fields

EXTENT = 24


class Function(nn.Module):
    """A convolution, then any function."""

    def __init__(self, function: Any) -> None:
        super().__init__()
        self.conv, self.row = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 4, (EXTENT, 1))
        self.function = function

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.function(self, self.conv(x))
        return result


def conv(*arguments: Any, **keywords: Any) -> nn.Module:
    return nn.Conv2d(1, 1, *arguments, **keywords)


# name -> module, and whether all units see intervals of one size, so that the cover must be exact
REGULAR: dict[str, nn.Module] = {
    "stride": nn.Sequential(conv(3, stride=2), conv(5, stride=2, padding=2)),
    "dilation": nn.Sequential(conv(3, dilation=3), conv((2, 5), padding=(0, 4), dilation=(1, 2))),
    "same padding": nn.Sequential(conv(4, padding="same"), conv((3, 2), padding="same", dilation=3)),
    "valid padding": conv(3, padding="valid"),
    "asymmetric padding": nn.Sequential(nn.ZeroPad2d((3, 1, 0, 2)), conv(5, stride=2)),
    "pooling": nn.Sequential(conv(3), nn.AvgPool2d(3, 2, padding=1), nn.AvgPool2d(2, ceil_mode=True)),
    "branches": Function(lambda m, x: torch.cat([F.avg_pool2d(x, 5, 1, 2), x[:, :2] * 2], 1)),
    "crop": Function(lambda m, x: x[:, :, 3:-2:2, 1:]),
    "pixels to channels": nn.Sequential(conv(3), nn.PixelUnshuffle(2), nn.Conv2d(4, 1, 3)),
    "no border at all": Function(lambda m, x: F.avg_pool2d(F.pad(x, (0, 0, 0, 0), mode="replicate"), 3, 1)),
    "permute": Function(lambda m, x: F.gelu(x.abs().permute(0, 2, 3, 1)).permute(0, 3, 1, 2)),
    "channel shuffle": Function(lambda m, x: x.view(-1, 2, 2, EXTENT, EXTENT).transpose(1, 2).flatten(1, 2)),
}
COVERED: dict[str, nn.Module] = {
    "transposed": nn.Sequential(conv(3, stride=2), nn.ConvTranspose2d(1, 1, 4, stride=2, padding=1)),
    "nearest": nn.Sequential(conv(3), nn.Upsample(scale_factor=2)),
    "odd scale": nn.Sequential(conv(2), nn.Upsample(scale_factor=1.3), conv(3)),
    "bicubic": nn.Sequential(conv(3), nn.Upsample(scale_factor=1.7, mode="bicubic"), conv(3)),
    "channels to pixels": nn.Sequential(conv(3), nn.Conv2d(1, 4, 3), nn.PixelShuffle(2), conv(3)),
    "bilinear": nn.Sequential(conv(3), nn.Upsample(scale_factor=1.7, mode="bilinear"), conv(3)),
    "adaptive": nn.AdaptiveAvgPool2d((5, 7)),
    "broadcast along rows": Function(lambda m, x: x + m.row(x)),
    "exchanged axes": Function(lambda m, x: F.avg_pool2d(x.transpose(2, 3), (5, 1), 1).transpose(2, 3)),
    "gate": Function(lambda m, x: x * x.mean((2, 3), keepdim=True)),
    "mean of the example": Function(lambda m, x: x / x.mean((1, 2, 3), keepdim=True)),
    "written slice": Function(lambda m, x: torch.slice_scatter(x, x[:, 1:2] * 2, 1, 0, 1)),
    "reflected": nn.Sequential(nn.ReflectionPad2d(2), conv(3)),
}


def _supports(module: nn.Module) -> list[tuple[int, int, tuple[int, int], tuple[int, int]]]:
    """(axis, unit, interval that is claimed, interval that the gradient reaches) of each unit of the output."""
    module.double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.uniform_(0.5, 1.5)  # all positive: nothing cancels
    graph = trace(module, (1, EXTENT, EXTENT))
    fields = receptive_fields(graph)[graph.output]
    photo = (torch.rand(1, 1, EXTENT, EXTENT, dtype=torch.float64) + 1).requires_grad_()
    output = module.eval()(photo)
    found = []
    for axis in (0, 1):
        for unit in range(output.shape[axis + 2]):
            score = output.select(axis + 2, unit).sum()
            (gradient,) = torch.autograd.grad(score, photo, retain_graph=True)
            seen = gradient[0, 0].abs().sum(1 - axis).nonzero().flatten().tolist()
            reached = (seen[0], seen[-1] + 1) if seen else (0, 0)
            found.append((axis, unit, fields[axis].interval(unit, EXTENT), reached))
    return found


@pytest.mark.parametrize("name", [*REGULAR, *COVERED])
def test_a_unit_sees_nothing_outside_its_receptive_field(name: str) -> None:
    for axis, unit, (first, end), (seen, last) in _supports((REGULAR | COVERED)[name]):
        assert seen == last or (first <= seen and last <= end), (axis, unit)


@pytest.mark.parametrize("name", REGULAR)
def test_a_regular_receptive_field_is_exactly_what_the_unit_sees(name: str) -> None:
    for axis, unit, claimed, reached in _supports(REGULAR[name]):
        if claimed[0] > 0 and claimed[1] < EXTENT:
            assert claimed == reached, (axis, unit)


class TokensThenConvolution(nn.Module):
    """Places in one row, as tokens, over which a convolution of one axis slides."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.along, self.head = nn.Conv2d(3, 4, 3), nn.Conv1d(4, 4, 3, groups=4), nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Tensor:
        tokens = self.along(self.conv(x).flatten(2))
        return self.head(self.along(tokens).mean(2))  # type: ignore[no-any-return]


def test_a_convolution_along_tokens_has_no_places_of_the_photo() -> None:
    fields = receptive_fields(trace(TokensThenConvolution().eval(), (3, 8, 8)))
    [along] = [node for node in fields if node.address == "along#2"]
    assert [field.size for field in fields[along]] == [8, 8]
