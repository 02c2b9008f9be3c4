"""Classes and things drawn over a photo."""

import numpy as np

from convscope.render.class_map import class_overlay

PHOTO = np.full((8, 12, 3), 40, np.uint8)


def test_a_white_line_parts_things_that_touch() -> None:
    numbers = np.zeros((8, 12), np.int32)
    numbers[2:6, 1:6], numbers[2:6, 6:11] = 1, 2
    drawn = np.asarray(
        class_overlay(PHOTO, (numbers > 0).astype(np.uint8), ("background", "cell"), parts=numbers)
    )
    is_white = (drawn == 255).all(2)
    assert np.argwhere(is_white).tolist() == [[row, 5] for row in range(2, 6)]


def test_the_background_stays_bare() -> None:
    drawn = np.asarray(class_overlay(PHOTO, np.zeros((8, 12), np.uint8), ("background", "cell")))
    assert (drawn == PHOTO).all()


def test_classes_that_touch_have_no_white_line() -> None:
    classes = np.zeros((8, 12), np.uint8)
    classes[:, 6:] = 1
    drawn = np.asarray(class_overlay(PHOTO, classes, ("sky", "road")))
    assert not (drawn == 255).all(2).any()
