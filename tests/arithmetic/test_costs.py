"""Costs against torchinfo, an independent counter."""

import pytest
import torch
import torchinfo
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from convscope.arithmetic import Cost, convolution_cost, linear_cost, normalization_cost
from convscope.errors import LayerSizeError


def counted(module: nn.Module, *input_shape: int) -> Cost:
    summary = torchinfo.summary(module, input_size=input_shape, verbose=0, device="cpu")
    return Cost(summary.total_params, summary.total_mult_adds)


@settings(max_examples=50, deadline=None)
@given(
    groups=st.integers(1, 3),
    in_channels=st.integers(1, 4),
    out_channels=st.integers(1, 4),
    kernel=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    bias=st.booleans(),
    transposed=st.booleans(),
)
def test_convolutions_cost_what_torchinfo_counts(
    groups: int, in_channels: int, out_channels: int, kernel: tuple[int, int], bias: bool, transposed: bool
) -> None:
    channels = (in_channels * groups, out_channels * groups)
    kind = nn.ConvTranspose2d if transposed else nn.Conv2d
    module = kind(*channels, kernel, stride=2, groups=groups, bias=bias)
    output = module(torch.zeros(1, channels[0], 7, 6)).shape[2:]
    cost = convolution_cost(
        in_channels=channels[0],
        out_channels=channels[1],
        kernel=kernel,
        output=tuple(output),
        groups=groups,
        bias=bias,
    )
    assert cost == counted(module, 1, channels[0], 7, 6)


@pytest.mark.parametrize("bias", [True, False])
def test_linear_layer_costs_what_torchinfo_counts(bias: bool) -> None:
    assert linear_cost(in_features=12, out_features=7, bias=bias) == counted(nn.Linear(12, 7, bias), 1, 12)


def test_a_linear_layer_at_many_places_costs_what_a_1x1_convolution_costs() -> None:
    """torchinfo 1.8 counts it at one place."""
    linear = linear_cost(in_features=12, out_features=7, bias=True, places=20)
    assert linear == counted(nn.Conv2d(12, 7, 1), 1, 12, 4, 5)
    assert counted(nn.Linear(12, 7), 1, 4, 5, 12).multiply_adds * 20 == linear.multiply_adds


@pytest.mark.parametrize("affine", [True, False])
def test_batch_normalization_costs_what_torchinfo_counts(affine: bool) -> None:
    assert normalization_cost(elements=6, affine=affine) == counted(
        nn.BatchNorm2d(6, affine=affine), 1, 6, 5, 5
    )


def test_costs_add_up() -> None:
    assert Cost(1, 10) + Cost(2, 20) == Cost(3, 30)


def test_groups_that_do_not_divide_the_channels_are_refused() -> None:
    with pytest.raises(LayerSizeError, match="3 groups must divide the number of output channels"):
        convolution_cost(in_channels=6, out_channels=8, kernel=(3,), output=(5,), groups=3, bias=True)
