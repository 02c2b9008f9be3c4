"""Figures of well-known lectures and papers, worked out by hand."""

import pytest
import torch
from torch import nn

from convscope.arithmetic import COMPARISONS, compare
from convscope.errors import LayerSizeError

C = 64


@pytest.mark.parametrize(
    ("name", "channels", "size", "filters", "parameters"),
    [
        ("dense-convolution", 1, (32, 32), 100, [1024 * 100, 9 * 100]),
        ("7x7-three-3x3", C, (8, 8), C, [49 * C * C, 27 * C * C]),
        ("5x5-two-3x3", C, (8, 8), C, [25 * C * C, 18 * C * C]),
        ("3x3-1x3-3x1", C, (8, 8), C, [9 * C * C, 6 * C * C]),
        ("full-depthwise-separable", C, (8, 8), 128, [9 * C * 128, 9 * C + C * 128]),
        ("3x3-1x1", C, (8, 8), 16, [9 * C * 16, C * 16, C * 16]),
        ("flatten-global-average", C, (7, 7), 10, [C * 49 * 10, C * 10]),
    ],
)
def test_comparison_counts_the_weights_of_the_formula(
    name: str, channels: int, size: tuple[int, int], filters: int, parameters: list[int]
) -> None:
    comparison = compare(name, channels=channels, size=size, filters=filters)
    assert [way.cost.parameters for way in comparison.alternatives] == parameters


@pytest.mark.parametrize("name", COMPARISONS)
def test_the_formula_of_each_way_evaluates_to_its_parameters(name: str) -> None:
    for way in compare(name, channels=12, size=(5, 4), filters=24).alternatives:
        assert eval(way.formula.replace("x", "*")) == way.cost.parameters


def test_a_1x1_convolution_is_the_same_linear_layer_at_every_position() -> None:
    convolution = nn.Conv2d(6, 4, 1, bias=False)
    linear = nn.Linear(6, 4, bias=False)
    linear.weight = nn.Parameter(convolution.weight.flatten(1))
    photo = torch.rand(1, 6, 5, 5)
    torch.testing.assert_close(linear(photo.movedim(1, -1)).movedim(-1, 1), convolution(photo))


def test_an_unknown_comparison_suggests_a_near_name() -> None:
    with pytest.raises(LayerSizeError, match="Did you mean 7x7-three-3x3"):
        compare("7x7-3x3", channels=1, size=(5, 5), filters=1)
