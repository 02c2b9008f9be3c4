"""Maps on whole photos."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import convscope.render.whole_photo as module
from convscope.images import IMAGENET, Photo
from convscope.render.map_drawing import MapDrawing, map_drawing
from convscope.render.whole_photo import draw_on_whole, sees_all

PHOTO = np.random.default_rng(0).integers(0, 256, (60, 90, 3), dtype=np.uint8)
REGION = (10.0, 20.0, 50.0, 60.0)


def drawing(values: np.ndarray) -> MapDrawing:
    return map_drawing(values.astype(np.float32), None, "overlay", "signed")


def test_the_seen_part_is_the_photo_itself_where_the_map_is_zero() -> None:
    drawn = draw_on_whole(drawing(np.zeros((7, 7))), PHOTO, REGION)
    assert_array_equal(drawn[10:50, 20:60], PHOTO[10:50, 20:60])


def test_the_unseen_part_has_no_colour_and_is_pale() -> None:
    drawn = draw_on_whole(drawing(np.zeros((7, 7))), PHOTO, REGION)
    drawn[10:50, 20:60] = drawn[0, 0]
    assert (drawn == drawn[:, :, :1]).all()
    assert drawn.std() < PHOTO.std() / 2


def test_the_map_lies_over_the_part_that_the_network_sees() -> None:
    values = np.zeros((4, 4))
    values[0, 3] = 1  # top right
    change = np.abs(draw_on_whole(drawing(values), PHOTO, REGION).astype(int) - PHOTO).sum(2)
    inside = change[10:50, 20:60]
    row, column = np.argwhere(inside > 0).mean(0)
    assert row < 10
    assert column > 30


def test_a_border_around_the_photo_takes_its_part_of_the_map() -> None:
    values = np.zeros((4, 4))
    values[1:3, 1:3] = 1
    drawn = draw_on_whole(
        drawing(values), PHOTO, (-60.0, -90.0, 120.0, 180.0)
    )  # the photo is the middle third
    assert (drawn != PHOTO).any(axis=2).all()


def test_bands_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).normal(size=(9, 9))
    at_once = draw_on_whole(drawing(values), PHOTO, REGION)
    monkeypatch.setattr(module, "_BAND", 300)
    assert np.abs(draw_on_whole(drawing(values), PHOTO, REGION).astype(int) - at_once).max() <= 1


@given(st.integers(1, 400), st.integers(1, 400))
def test_any_shape_of_photo_keeps_its_size(rows: int, columns: int) -> None:
    photo = Photo("x", np.zeros((rows, columns, 3), np.uint8))
    drawn = draw_on_whole(drawing(np.ones((7, 7))), photo.pixels, IMAGENET.region(photo))
    assert drawn.shape == (rows, columns, 3)


def test_a_network_that_sees_all_but_a_fraction_of_a_pixel_sees_all() -> None:
    assert sees_all((60, 90), (0.2, -0.3, 59.8, 90.0))
    assert not sees_all((60, 90), REGION)
