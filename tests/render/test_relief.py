"""Maps drawn without the photo below."""

import numpy as np
from numpy.testing import assert_array_equal

from convscope.render.relief import draw_brightness, draw_relief


def test_zero_is_middle_grey_in_a_relief() -> None:
    assert set(np.unique(draw_relief(np.zeros((3, 4, 5)), 1.0, (4, 5)))) == {128}


def test_a_relief_is_light_above_zero_and_dark_below_in_each_colour() -> None:
    channels = np.array([1.0, -1.0, 0.0], np.float32).reshape(3, 1, 1)
    assert_array_equal(draw_relief(channels, 1.0, (1, 1))[0, 0], [255, 0, 128])


def test_a_relief_of_one_channel_is_grey() -> None:
    drawn = draw_relief(np.random.default_rng(0).normal(size=(1, 6, 7)), 1.0, (12, 14))
    assert drawn.shape == (12, 14, 3)
    assert (drawn == drawn[:, :, :1]).all()


def test_brightness_is_black_at_zero_and_white_from_the_limit_on() -> None:
    drawn = draw_brightness(np.array([[0.0, 1.0, 2.0, 8.0]], np.float32), 2.0, (1, 4))
    assert_array_equal(drawn[0, :, 0], [0, 128, 255, 255])
