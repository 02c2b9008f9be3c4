"""Things that touch: their borders, and their numbers back."""

import numpy as np
import pytest
from skimage.metrics import adapted_rand_error

from convscope.network.task.things import BORDER, INSIDE
from convscope.segmentation.things import numbered_things, parts_of_things


def two_touching() -> np.ndarray:
    numbers = np.zeros((16, 24), np.int32)
    numbers[3:13, 2:12], numbers[3:13, 12:22] = 4, 9
    return numbers


def test_the_border_of_a_thing_is_two_pixels_wide() -> None:
    parts = parts_of_things(two_touching())
    assert (parts[5:11, 4:10] == INSIDE).all()
    assert (parts[3:13, 10:14] == BORDER).all()
    assert (parts[3:5, 2:22] == BORDER).all()


def test_the_background_is_no_border() -> None:
    numbers = two_touching()
    assert ((parts_of_things(numbers) == 0) == (numbers == 0)).all()


@pytest.mark.parametrize("side", [1, 2, 3, 4])
def test_a_small_thing_keeps_an_inside(side: int) -> None:
    numbers = np.zeros((10, 10), np.int32)
    numbers[3 : 3 + side, 3 : 3 + side] = 1
    assert (parts_of_things(numbers) == INSIDE).any()


def test_a_mask_without_things_is_background() -> None:
    assert not parts_of_things(np.zeros((5, 5), np.uint16)).any()


def test_a_thing_that_fills_the_photo_is_inside() -> None:
    assert (parts_of_things(np.ones((5, 5), np.uint16)) == INSIDE).all()


def test_things_that_touch_get_their_numbers_back() -> None:
    numbers = two_touching()
    found = numbered_things(parts_of_things(numbers))
    assert sorted(np.unique(found)) == [0, 1, 2]
    assert adapted_rand_error(numbers, found, ignore_labels=())[0] == 0


def test_borders_without_an_inside_are_a_thing_of_their_own() -> None:
    parts = np.zeros((8, 8), np.uint8)
    parts[2:4, 2:4] = BORDER
    parts[5:7, 5:8] = INSIDE
    assert len(np.unique(numbered_things(parts))) == 3


def test_numbers_that_are_left_out_change_nothing() -> None:
    numbers = two_touching()
    assert (parts_of_things(numbers) == parts_of_things((numbers > 0) * (numbers * 1000 + 7))).all()
