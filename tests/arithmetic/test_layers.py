"""Whole layers against PyTorch's modules in one to three dimensions."""

from typing import Any

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn

from convscope.arithmetic import LayerArithmetic, convolution_layer, pooling_layer, transposed_layer
from convscope.arithmetic.padding import Padding
from convscope.errors import LayerSizeError

KINDS: dict[str, list[type[nn.Module]]] = {
    "convolution": [nn.Conv1d, nn.Conv2d, nn.Conv3d],
    "transposed": [nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d],
    "pooling": [nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d],
}


def numbers(data: st.DataObject, axes: int, least: int, largest: int) -> tuple[int, ...]:
    return data.draw(st.tuples(*[st.integers(least, largest)] * axes))


def output_shape(
    kind: type[nn.Module], shape: tuple[int, ...], *args: Any, **options: Any
) -> tuple[int, ...]:
    module = kind(*args, **options).to("meta")
    return tuple(module(torch.empty(1, *shape, device="meta")).shape[1:])


@settings(max_examples=400, deadline=None)
@given(data=st.data(), axes=st.integers(1, 3), groups=st.integers(1, 3), bias=st.booleans())
def test_convolution_has_pytorchs_shape_and_parameters(
    data: st.DataObject, axes: int, groups: int, bias: bool
) -> None:
    shape = (2 * groups, *numbers(data, axes, 1, 20))
    options = {
        "stride": numbers(data, axes, 1, 4),
        "padding": numbers(data, axes, 0, 3),
        "dilation": numbers(data, axes, 1, 3),
    }
    kernel = numbers(data, axes, 1, 4)
    try:
        layer = convolution_layer(
            shape, filters=3 * groups, kernel=kernel, groups=groups, bias=bias, **options
        )
    except LayerSizeError:
        assume(False)
    kind = KINDS["convolution"][axes - 1]
    arguments = (2 * groups, 3 * groups, kernel)
    theirs = output_shape(kind, shape, *arguments, groups=groups, bias=bias, **options)
    assert layer.output_shape == theirs
    module = kind(*arguments, groups=groups, bias=bias)
    assert layer.cost.parameters == sum(p.numel() for p in module.parameters())


@settings(max_examples=200, deadline=None)
@given(data=st.data(), axes=st.integers(1, 3))
def test_transposed_convolution_has_pytorchs_shape(data: st.DataObject, axes: int) -> None:
    shape = (2, *numbers(data, axes, 1, 12))
    options = {
        "stride": numbers(data, axes, 2, 4),
        "padding": numbers(data, axes, 0, 2),
        "output_padding": numbers(data, axes, 0, 1),
        "dilation": numbers(data, axes, 1, 3),
    }
    kernel = numbers(data, axes, 1, 4)
    try:
        layer = transposed_layer(shape, filters=3, kernel=kernel, groups=1, bias=True, **options)
    except LayerSizeError:
        assume(False)
    theirs = output_shape(KINDS["transposed"][axes - 1], shape, 2, 3, kernel, **options)
    assert layer.output_shape == theirs


@settings(max_examples=200, deadline=None)
@given(data=st.data(), axes=st.integers(1, 3), ceil_mode=st.booleans())
def test_pooling_has_pytorchs_shape(data: st.DataObject, axes: int, ceil_mode: bool) -> None:
    shape = (2, *numbers(data, axes, 4, 20))
    options = {"stride": numbers(data, axes, 1, 4), "padding": numbers(data, axes, 0, 1)}
    kernel = numbers(data, axes, 2, 4)
    layer = pooling_layer(shape, kernel=kernel, dilation=(1,) * axes, ceil_mode=ceil_mode, **options)
    theirs = output_shape(KINDS["pooling"][axes - 1], shape, kernel, ceil_mode=ceil_mode, **options)
    assert layer.output_shape == theirs


def worked(
    *sizes: int, filters: int, kernel: tuple[int, int], stride: tuple[int, int], padding: Padding
) -> LayerArithmetic:
    return convolution_layer(
        sizes, filters=filters, kernel=kernel, stride=stride, padding=(padding, padding), dilation=(1, 1)
    )


def test_the_lecture_layer_of_thirty_7x7_filters_gives_85x64x30() -> None:
    layer = worked(3, 255, 255, filters=30, kernel=(7, 7), stride=(3, 4), padding=2)
    assert layer.output_shape == (30, 85, 64)
    assert layer.formula[:2] == (
        "rows: floor((255 + 2 + 2 - 7) / 3) + 1 = 85",
        "columns: floor((255 + 2 + 2 - 7) / 4) + 1 = 64",
    )


def test_the_lecture_layer_of_forty_5x5_filters_gives_124x124x40() -> None:
    layer = worked(3, 128, 128, filters=40, kernel=(5, 5), stride=(1, 1), padding=0)
    assert layer.output_shape == (40, 124, 124)


def test_pixels_left_over_at_the_end_are_named() -> None:
    layer = worked(1, 8, 9, filters=1, kernel=(3, 3), stride=(3, 3), padding=0)
    assert layer.remarks == ("2 of 8 rows lie in no window: 6, 7 (counted from 0).",)


def test_pixels_between_windows_are_named() -> None:
    layer = worked(1, 8, 6, filters=1, kernel=(1, 2), stride=(3, 2), padding=0)
    assert layer.remarks == ("5 of 8 rows lie in no window: 1, 2, 4, 5, 7 (counted from 0).",)


def test_an_even_kernel_that_keeps_the_size_is_said_to_pad_unevenly() -> None:
    layer = worked(1, 8, 9, filters=1, kernel=(4, 3), stride=(1, 1), padding="same-pytorch")
    assert layer.remarks == ('"same-pytorch" pads rows by 1 before and 2 after: no single number does that.',)


def test_multiply_adds_of_a_transposed_convolution_without_zeros_are_said() -> None:
    two = (2, 2)
    layer = transposed_layer(
        (1, 3, 3),
        filters=1,
        kernel=two,
        stride=two,
        padding=(0, 0),
        output_padding=(0, 0),
        dilation=(1, 1),
        bias=False,
    )
    # Each of 9 inputs is multiplied by 4 weights; torchinfo multiplies 36 outputs by 4.
    assert layer.cost.multiply_adds == 144
    assert "without them there are 36." in layer.remarks[0]


def test_memory_counts_four_bytes_a_number() -> None:
    layer = worked(3, 8, 8, filters=2, kernel=(3, 3), stride=(1, 1), padding=0)
    assert layer.memory() == {"input": 768, "parameters": 224, "output": 288}


@pytest.mark.parametrize("shape", [(3,), (3, 1, 1, 1, 1)])
def test_input_without_one_to_three_axes_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(LayerSizeError, match="one to three axes"):
        convolution_layer(shape, filters=1, kernel=(), stride=(), padding=(), dilation=())
