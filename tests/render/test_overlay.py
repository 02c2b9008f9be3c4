"""Maps as pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

from convscope.render.overlay import Scale, display_limit, draw_map, draw_overlay, resampled

PHOTO = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
SCALES: tuple[Scale, ...] = ("signed", "positive")
ZERO = np.zeros((4, 5), np.float32)


@given(
    arrays(
        np.float32,
        array_shapes(min_dims=2, max_dims=2, max_side=9),
        elements=st.floats(-(2.0**100), 2.0**100, width=32),
    ),
    st.sampled_from(SCALES),
)
def test_any_finite_map_is_drawn(values: NDArray[np.float32], scale: Scale) -> None:
    limit = display_limit(values, scale)
    assert limit > 0
    assert draw_map(values, scale, limit, (30, 40)).shape == (30, 40, 3)
    assert draw_overlay(values, scale, limit, PHOTO).shape == (30, 40, 3)


@pytest.mark.parametrize("scale", SCALES)
def test_a_map_of_zeros_leaves_the_photo_as_it_was(scale: Scale) -> None:
    assert_array_equal(draw_overlay(ZERO, scale, display_limit(ZERO, scale), PHOTO), PHOTO)


@pytest.mark.parametrize("scale", SCALES)
def test_map_of_zeros_alone_is_white(scale: Scale) -> None:
    assert (np.asarray(draw_map(ZERO, scale, 1.0, (3, 3))) == 255).all()


def test_positive_scale_shows_nothing_below_zero() -> None:
    values = np.full((4, 5), -3.0, np.float32)
    assert_array_equal(
        draw_overlay(values, "positive", 1.0, PHOTO), draw_overlay(ZERO, "positive", 1.0, PHOTO)
    )


def test_signed_scale_is_red_above_and_blue_below_zero() -> None:
    values = np.array([[2.0, -2.0]], np.float32)
    red, blue = np.asarray(draw_map(values, "signed", 2.0, (1, 2)), int)[0]
    assert red[0] > red[2]
    assert blue[2] > blue[0]


def test_stronger_values_hide_more_of_the_photo() -> None:
    drawn = [
        np.asarray(draw_overlay(np.full((3, 4), value, np.float32), "signed", 1.0, PHOTO), np.float64)
        for value in (0.1, 0.5, 1.0)
    ]
    spread = [picture.std((0, 1)).mean() for picture in drawn]
    assert spread == sorted(spread, reverse=True)


def test_coarse_map_lies_over_the_places_that_it_speaks_of() -> None:
    values = np.zeros((3, 4), np.float32)
    values[0, 3] = 1  # top right
    drawn = np.asarray(draw_map(values, "signed", 1.0, (30, 40)), int)
    row, column = np.argwhere(drawn[..., 1] == drawn[..., 1].min()).mean(0)
    assert row < 10
    assert column >= 30


def test_limit_is_not_decided_by_a_few_extreme_pixels() -> None:
    values = np.ones((100, 100), np.float32)
    values[:3, :10] = 1e6  # 30 of 10,000 places, fewer than the half percent beyond the limit
    assert display_limit(values, "signed") == 1


def test_limit_of_a_coarse_map_is_its_maximum() -> None:
    values = np.arange(49, dtype=np.float32).reshape(7, 7)
    assert display_limit(values, "positive") == 48


def test_limit_counts_only_what_the_scale_shows() -> None:
    values = np.array([[-9.0, 2.0]], np.float32)
    assert display_limit(values, "signed") == 9
    assert display_limit(values, "positive") == 2


def test_few_values_among_zeros_still_show() -> None:
    values = np.zeros((100, 100), np.float32)
    values[4, 5] = 0.5
    assert display_limit(values, "signed") == 0.5


@pytest.mark.parametrize("size", [(30, 40), (7, 9), (64, 12)])
def test_the_parts_of_a_map_join_to_the_whole_without_a_seam(size: tuple[int, int]) -> None:
    values = np.random.default_rng(1).random((14, 10)).astype(np.float32)
    rows, columns = size
    at = rows // 3
    parts = [
        resampled(values, (to - start, columns), (start / rows, 0, to / rows, 1))
        for start, to in ((0, at), (at, rows))
    ]
    np.testing.assert_allclose(np.concatenate(parts), resampled(values, size), atol=1e-5)
