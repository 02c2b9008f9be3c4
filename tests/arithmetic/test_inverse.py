import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import convolution_size, keeping_padding, transposed_size, ways_between
from convscope.errors import LayerSizeError


@given(
    extent=st.integers(1, 50), kernel=st.integers(1, 9), stride=st.integers(1, 4), dilation=st.integers(1, 4)
)
def test_keeping_padding_keeps_the_size(extent: int, kernel: int, stride: int, dilation: int) -> None:
    padding = keeping_padding(extent, kernel=kernel, stride=stride, dilation=dilation)
    for sides in [(padding.before, padding.after), padding.symmetric]:
        if sides is not None:
            size = convolution_size(extent, kernel=kernel, stride=stride, padding=sides, dilation=dilation)
            assert size == extent


@given(
    extent=st.integers(1, 50), kernel=st.integers(2, 9), stride=st.integers(1, 4), dilation=st.integers(1, 4)
)
def test_one_zero_less_than_keeping_padding_loses_a_unit(
    extent: int, kernel: int, stride: int, dilation: int
) -> None:
    padding = keeping_padding(extent, kernel=kernel, stride=stride, dilation=dilation)
    if padding.after and extent > 1:
        less = (padding.before, padding.after - 1)
        assert (
            convolution_size(extent, kernel=kernel, stride=stride, padding=less, dilation=dilation) < extent
        )


@pytest.mark.parametrize(("kernel", "symmetric"), [(3, 1), (4, None), (5, 2), (6, None), (7, 3)])
def test_an_even_kernel_has_no_symmetric_padding_that_keeps_the_size(
    kernel: int, symmetric: int | None
) -> None:
    assert keeping_padding(28, kernel=kernel).symmetric == symmetric


@given(extent=st.integers(4, 40), wanted=st.integers(1, 40))
def test_every_way_leads_to_the_wanted_size(extent: int, wanted: int) -> None:
    try:
        ways = ways_between(extent, wanted)
    except LayerSizeError:
        return
    for way in ways:
        size = convolution_size if way.kind == "convolution" else transposed_size
        assert size(extent, kernel=way.kernel, stride=way.stride, padding=way.padding) == wanted


def test_the_ways_that_halve_an_even_size() -> None:
    ways = [(way.kernel, way.stride, way.padding) for way in ways_between(32, 16, largest_kernel=4)]
    assert ways == [(2, 2, 0), (3, 2, 1), (4, 2, 1)]


def test_growing_takes_a_transposed_convolution() -> None:
    assert {way.kind for way in ways_between(7, 14)} == {"transposed"}


def test_sizes_that_no_small_layer_connects_are_refused() -> None:
    with pytest.raises(LayerSizeError, match="No kernel up to 7 with a stride up to 4"):
        ways_between(224, 7)
