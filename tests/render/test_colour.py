"""Colour scales show numbers evenly, the same on both sides of zero."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colormaps
from skimage.color import deltaE_ciede2000, rgb2lab

from convscope.render import colour


def test_zero_is_white() -> None:
    assert (colour.signed(np.zeros((2, 3))) == 255).all()


def test_positive_is_red_and_negative_is_blue() -> None:
    ((red, blue),) = colour.signed(np.array([[0.6, -0.6]]), limit=1).astype(int)
    assert red[0] > red[2]
    assert blue[2] > blue[0]


def test_the_ends_are_the_published_ones() -> None:
    ends = colour.signed(np.array([[-3.0, 3.0]]))
    assert ends.tolist() == [[[0x05, 0x30, 0x61], [0x67, 0x00, 0x1F]]]


@given(st.floats(0.05, 1))
def test_opposite_values_look_about_equally_strong(value: float) -> None:
    pair = rgb2lab(colour.signed(np.array([[-value, value]]), limit=1))[0]
    assert abs(pair[0, 0] - pair[1, 0]) < 8  # lightness, of 100


def test_lightness_falls_with_the_magnitude() -> None:
    lightness = rgb2lab(colour.signed(np.linspace(0, 1, 33)[None], limit=1))[0, :, 0]
    assert (np.diff(lightness) < 0).all()


def test_equal_steps_look_about_equal() -> None:
    lab = rgb2lab(colour.signed(np.linspace(0, 1, 17)[None], limit=1))[0]
    distances = np.linalg.norm(np.diff(lab, axis=0), axis=1)
    assert distances.max() < 1.3 * distances.min()


def test_values_beyond_the_limit_keep_the_last_colour() -> None:
    beyond, end = colour.signed(np.array([[7.0, 2.0]]), limit=2)[0]
    assert beyond.tolist() == end.tolist()


def test_without_a_limit_the_greatest_magnitude_is_the_limit() -> None:
    values = np.array([[-4.0, 1.0, 2.0]])
    assert (colour.signed(values) == colour.signed(values, limit=4)).all()


def test_the_sequential_scale_is_close_to_inferno_of_matplotlib() -> None:
    ours = colour.sequential(np.linspace(0, 1, 101)[None], 0, 1)[0]
    theirs = colormaps["inferno"](np.linspace(0, 1, 101), bytes=True)[:, :3]
    assert deltaE_ciede2000(rgb2lab(ours), rgb2lab(theirs)).max() < 8


def test_the_sequential_scale_starts_at_low_and_ends_at_high() -> None:
    values = np.array([[-1.0, 2.0, 5.0, 9.0]])
    below, low, high, above = colour.sequential(values, 2, 5)[0].tolist()
    assert below == low == [0, 0, 4]
    assert above == high == [0xFC, 0xFF, 0xA4]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_value_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        colour.signed(np.array([[value]]))


def test_a_limit_that_is_not_positive_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        colour.signed(np.ones((1, 1)), limit=0)


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(ValueError, match="above its start"):
        colour.sequential(np.ones((1, 1)), 1, 1)
