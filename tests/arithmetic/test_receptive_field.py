"""Receptive fields against the support of gradients, which is what units see by definition."""

from collections.abc import Callable
from fractions import Fraction

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from convscope.arithmetic import (
    INPUT,
    ReceptiveField,
    convolution_size,
    through_adaptive_pooling,
    through_padding,
    through_resize,
    through_slice,
    through_transposed,
    through_window,
    union,
    unused_inputs,
    whole,
)

EXTENT = 33
Layer = Callable[[Tensor], Tensor]


def seen(layer: Layer) -> list[list[int]]:
    """Pixels with a gradient, for each output unit of a layer on a line of EXTENT pixels."""
    photo = torch.rand(1, 1, EXTENT, dtype=torch.float64, requires_grad=True)
    units = layer(photo).flatten()
    gradients = [torch.autograd.grad(unit, photo, retain_graph=True)[0].flatten() for unit in units]
    return [gradient.nonzero().flatten().tolist() for gradient in gradients]


def assert_covers(field: ReceptiveField, layer: Layer) -> None:
    """No unit sees a pixel outside its interval."""
    for unit, pixels in enumerate(seen(layer)):
        first, end = field.interval(unit, EXTENT)
        assert not pixels or (first <= pixels[0] and pixels[-1] < end)


def assert_tight(field: ReceptiveField, layer: Layer) -> None:
    """Moreover some unit reaches each end of the regular field, so none of its stride is smaller."""
    assert_covers(field, layer)
    inside = [
        (unit, pixels)
        for unit, pixels in enumerate(seen(layer))
        if pixels and pixels[0] > 0 and pixels[-1] < EXTENT - 1
    ]
    assert min(pixels[0] - unit * field.stride for unit, pixels in inside) == field.start
    assert max(pixels[-1] + 1 - unit * field.stride for unit, pixels in inside) == field.start + field.size


def ones(kernel: int) -> Tensor:
    return torch.ones(1, 1, kernel, dtype=torch.float64)


@settings(max_examples=100, deadline=None)
@given(
    kernel=st.integers(1, 5), stride=st.integers(1, 3), padding=st.integers(0, 3), dilation=st.integers(1, 3)
)
def test_convolution_sees_exactly_the_pixels_that_have_a_gradient(
    kernel: int, stride: int, padding: int, dilation: int
) -> None:
    field = through_window(INPUT, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
    assert_tight(field, lambda x: F.conv1d(x, ones(kernel), None, stride, padding, dilation))


@settings(max_examples=100, deadline=None)
@given(
    windows=st.lists(
        st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(0, 1)), min_size=2, max_size=4
    )
)
def test_a_chain_of_windows_covers_the_pixels_that_have_a_gradient(
    windows: list[tuple[int, int, int]],
) -> None:
    field = INPUT
    for kernel, stride, padding in windows:
        field = through_window(field, kernel=kernel, stride=stride, padding=padding)

    def layer(x: Tensor) -> Tensor:
        for kernel, stride, padding in windows:
            x = F.conv1d(x, ones(kernel), None, stride, padding)
        return x

    assert_covers(field, layer)


@settings(max_examples=100, deadline=None)
@given(windows=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 2), st.integers(0, 3)), max_size=4))
def test_a_chain_that_leaves_nothing_unused_sees_exactly_its_intervals(
    windows: list[tuple[int, int, int]],
) -> None:
    field, extent = INPUT, EXTENT
    for kernel, stride, padding in windows:
        assume(padding < kernel <= extent)
        outputs = convolution_size(extent, kernel=kernel, stride=stride, padding=padding)
        assume(not unused_inputs(extent, outputs, kernel=kernel, stride=stride, before=padding, dilation=1))
        field = through_window(field, kernel=kernel, stride=stride, padding=padding)
        extent = outputs

    def layer(x: Tensor) -> Tensor:
        for kernel, stride, padding in windows:
            x = F.conv1d(x, ones(kernel), None, stride, padding)
        return x

    for unit, pixels in enumerate(seen(layer)):
        assert field.interval(unit, EXTENT) == (pixels[0], pixels[-1] + 1)


@settings(max_examples=100, deadline=None)
@given(
    kernel=st.integers(1, 6), stride=st.integers(1, 4), padding=st.integers(0, 3), dilation=st.integers(1, 3)
)
def test_transposed_convolution_is_the_smallest_regular_cover_of_the_gradients(
    kernel: int, stride: int, padding: int, dilation: int
) -> None:
    field = through_transposed(INPUT, kernel=kernel, stride=stride, padding=padding, dilation=dilation)

    def layer(x: Tensor) -> Tensor:
        return F.conv_transpose1d(x, ones(kernel), None, stride, padding, dilation=dilation)

    if kernel >= stride and dilation == 1:
        assert_tight(field, layer)
    else:
        assert_covers(field, layer)


def test_a_decoder_after_an_encoder_covers_the_gradients() -> None:
    field = through_window(INPUT, kernel=3, stride=2, padding=1)
    field = through_transposed(field, kernel=4, stride=2, padding=1)
    field = through_window(field, kernel=3, padding=1)

    def layer(x: Tensor) -> Tensor:
        x = F.conv1d(x, ones(3), None, 2, 1)
        x = F.conv_transpose1d(x, ones(4), None, 2, 1)
        return F.conv1d(x, ones(3), None, 1, 1)

    assert_tight(field, layer)


@pytest.mark.parametrize("outputs", [11, 22, 44, 66, 99])
@pytest.mark.parametrize("mode", ["nearest", "linear"])
def test_resizing_is_the_smallest_regular_cover_of_the_gradients(mode: str, outputs: int) -> None:
    field = through_resize(INPUT, Fraction(outputs, EXTENT), mode=mode)  # type: ignore[arg-type]
    assert_tight(field, lambda x: F.interpolate(x, size=outputs, mode=mode))


@pytest.mark.parametrize("outputs", [22, 33, 44])
def test_cubic_resizing_covers_two_inputs_on_each_side(outputs: int) -> None:
    field = through_resize(INPUT, Fraction(outputs, EXTENT), mode="cubic")
    linear = through_resize(INPUT, Fraction(outputs, EXTENT), mode="linear")
    assert (field.start, field.size) == (linear.start - 1, linear.size + 2)


@pytest.mark.parametrize("outputs", [1, 4, 7, 11, 20, 33, 40])
def test_adaptive_pooling_covers_the_gradients(outputs: int) -> None:
    field = through_adaptive_pooling(INPUT, inputs=EXTENT, outputs=outputs)
    assert_covers(field, lambda x: F.adaptive_avg_pool1d(x, outputs))


def test_padding_and_slicing_move_the_field() -> None:
    field = through_slice(through_padding(INPUT, 2), first=1, step=3)
    assert_tight(field, lambda x: F.pad(x, (2, 0))[..., 1::3])


def test_branches_of_equal_stride_see_from_the_earlier_start_to_the_later_end() -> None:
    small = through_window(INPUT, kernel=3, padding=1)
    large = through_window(INPUT, kernel=4, dilation=2, padding=3)
    assert_tight(
        union(small, large),
        lambda x: F.conv1d(x, ones(3), None, 1, 1) + F.conv1d(x, ones(4), None, 1, 3, 2),
    )


def test_a_branch_that_sees_everything_makes_the_union_see_everything() -> None:
    assert union(through_window(INPUT, kernel=3), whole(EXTENT)) == whole(EXTENT)


def test_branches_of_unequal_stride_are_covered_for_the_units_that_there_are() -> None:
    resized = through_resize(through_window(INPUT, kernel=3, stride=2), Fraction(15, 16), mode="linear")
    field = union(resized, through_window(INPUT, kernel=5, stride=2), units=15)

    def layer(x: Tensor) -> Tensor:
        resized = F.interpolate(F.conv1d(x, ones(3), None, 2), size=15, mode="linear")
        return resized + F.conv1d(x, ones(5), None, 2)

    assert_covers(field, layer)


def test_branches_of_unequal_stride_need_the_number_of_units() -> None:
    with pytest.raises(ValueError, match="number of units"):
        union(INPUT, through_window(INPUT, kernel=2, stride=2))


def test_fields_of_vgg16_have_the_published_sizes() -> None:
    # Araujo, Norris and Sim (2019), table 1: VGG-16 has size 212, stride 32 and padding 90.
    field = INPUT
    for convolutions in (2, 2, 3, 3, 3):
        for _ in range(convolutions):
            field = through_window(field, kernel=3, padding=1)
        field = through_window(field, kernel=2, stride=2)
    assert field == ReceptiveField(size=212, stride=32, start=-90)


def test_an_interval_is_clipped_to_the_photo() -> None:
    field = through_window(INPUT, kernel=5, stride=2, padding=4)
    assert [field.interval(unit, 6) for unit in range(6)] == [(0, 1), (0, 3), (0, 5), (2, 6), (4, 6), (6, 6)]


def test_numbers_that_are_whole_are_integers() -> None:
    field = through_transposed(through_window(INPUT, kernel=2, stride=2), kernel=2, stride=2)
    assert [type(n) for n in (field.size, field.stride, field.start)] == [int, int, int]
