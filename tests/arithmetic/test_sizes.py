"""Sizes against PyTorch's own output shapes, on tensors that hold no data."""

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from convscope.arithmetic import convolution_size, pooling_size, transposed_size, window_sides
from convscope.errors import LayerSizeError

EXTENT = st.integers(1, 60)
KERNEL = st.integers(1, 9)
STRIDE = st.integers(1, 6)
PADDING = st.integers(0, 6)
DILATION = st.integers(1, 4)


def empty(*shape: int) -> torch.Tensor:
    return torch.empty(*shape, device="meta")


@settings(max_examples=1000, deadline=None)
@given(extent=EXTENT, kernel=KERNEL, stride=STRIDE, padding=PADDING, dilation=DILATION)
def test_convolution_has_pytorchs_size_or_is_refused_as_pytorch_refuses_it(
    extent: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    try:
        theirs = F.conv1d(empty(1, 1, extent), empty(1, 1, kernel), None, stride, padding, dilation).shape[2]
    except RuntimeError:
        with pytest.raises(LayerSizeError):
            convolution_size(extent, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
    else:
        ours = convolution_size(extent, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
        assert ours == theirs


@settings(max_examples=500, deadline=None)
@given(extent=EXTENT, kernel=KERNEL, stride=STRIDE, before=PADDING, after=PADDING, dilation=DILATION)
def test_convolution_with_another_padding_a_side_has_the_size_after_explicit_padding(
    extent: int, kernel: int, stride: int, before: int, after: int, dilation: int
) -> None:
    assume(extent + before + after > dilation * (kernel - 1))
    padded = F.pad(empty(1, 1, extent), (before, after))
    theirs = F.conv1d(padded, empty(1, 1, kernel), None, stride, 0, dilation).shape[2]
    sides = (before, after)
    assert convolution_size(extent, kernel=kernel, stride=stride, padding=sides, dilation=dilation) == theirs


@settings(max_examples=1000, deadline=None)
@given(
    extent=EXTENT,
    kernel=KERNEL,
    stride=STRIDE,
    padding=st.integers(0, 5),
    dilation=DILATION,
    ceil_mode=st.booleans(),
)
def test_pooling_has_pytorchs_size_or_is_refused_as_pytorch_refuses_it(
    extent: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool
) -> None:
    def ours() -> int:
        return pooling_size(
            extent, kernel=kernel, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode
        )

    try:
        pooled = F.max_pool2d(
            empty(1, 1, extent, 99), (kernel, 1), (stride, 1), (padding, 0), (dilation, 1), ceil_mode
        )
    except RuntimeError:
        with pytest.raises(LayerSizeError):
            ours()
    else:
        assert ours() == pooled.shape[2]


@settings(max_examples=1000, deadline=None)
@given(
    extent=EXTENT,
    kernel=KERNEL,
    stride=STRIDE,
    padding=PADDING,
    output_padding=st.integers(0, 5),
    dilation=DILATION,
)
def test_transposed_convolution_has_pytorchs_size_or_is_refused_as_pytorch_refuses_it(
    extent: int, kernel: int, stride: int, padding: int, output_padding: int, dilation: int
) -> None:
    # PyTorch does not check the output padding of tensors that hold no data.
    assume(output_padding < max(stride, dilation))

    def ours() -> int:
        return transposed_size(
            extent,
            kernel=kernel,
            stride=stride,
            padding=padding,
            output_padding=output_padding,
            dilation=dilation,
        )

    try:
        theirs = F.conv_transpose1d(
            empty(1, 1, extent), empty(1, 1, kernel), None, stride, padding, output_padding, 1, dilation
        ).shape[2]
    except RuntimeError:
        with pytest.raises(LayerSizeError):
            ours()
    else:
        assert ours() == theirs


def test_output_padding_as_large_as_the_stride_is_refused() -> None:
    with pytest.raises(LayerSizeError, match="output padding must be smaller"):
        transposed_size(5, kernel=3, stride=2, output_padding=2)


@given(extent=EXTENT, kernel=KERNEL, dilation=DILATION)
def test_same_of_pytorch_keeps_the_size(extent: int, kernel: int, dilation: int) -> None:
    assert convolution_size(extent, kernel=kernel, padding="same-pytorch", dilation=dilation) == extent


@given(extent=EXTENT, kernel=KERNEL, stride=STRIDE, dilation=DILATION)
def test_same_of_tensorflow_divides_the_size_by_the_stride_and_rounds_up(
    extent: int, kernel: int, stride: int, dilation: int
) -> None:
    size = convolution_size(
        extent, kernel=kernel, stride=stride, padding="same-tensorflow", dilation=dilation
    )
    assert size == -(-extent // stride)


@given(extent=EXTENT, kernel=KERNEL, stride=STRIDE)
def test_same_of_tensorflow_multiplies_the_size_when_transposed(
    extent: int, kernel: int, stride: int
) -> None:
    assert transposed_size(extent, kernel=kernel, stride=stride, padding="same-tensorflow") == extent * stride


def test_the_two_meanings_of_same_pad_alike_where_both_exist() -> None:
    pytorch, tensorflow = (
        window_sides(name, 28, kernel=4, stride=1, dilation=1) for name in ("same-pytorch", "same-tensorflow")
    )
    assert pytorch == tensorflow == (1, 2)


def test_same_without_a_meaning_is_refused_for_a_stride_of_two() -> None:
    with pytest.raises(LayerSizeError, match="needs stride 1"):
        convolution_size(28, kernel=3, stride=2, padding="same")


def test_unknown_padding_suggests_a_near_name() -> None:
    with pytest.raises(LayerSizeError, match="Did you mean same-tensorflow"):
        convolution_size(28, kernel=3, padding="same-tensorfow")


@pytest.mark.parametrize("value", [0, -1, 2.0, True, "3"])
@pytest.mark.parametrize("name", ["kernel", "stride", "dilation"])
def test_a_number_that_is_not_a_positive_integer_is_refused_by_name(name: str, value: object) -> None:
    numbers = {"kernel": 3, "stride": 1, "dilation": 1, name: value}
    with pytest.raises(LayerSizeError, match=f"The {name} must be"):
        convolution_size(28, **numbers)  # type: ignore[arg-type]
