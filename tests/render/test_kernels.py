"""Kernels are drawn with their weights, and with the gain that they have."""

import numpy as np
import pytest
from PIL import Image

from convscope.filters import KERNELS, kernel
from convscope.render import draw_frequency_response, draw_kernel


def pixels(picture: Image.Image) -> list[int]:
    return np.asarray(picture.convert("L")).astype(int).ravel().tolist()


def test_each_weight_is_a_square_of_its_colour() -> None:
    drawn = np.asarray(draw_kernel(kernel("sobel-vertical"), side=240)).astype(int)
    corners = drawn[3::80, 3::80]
    assert (corners[:, 0, 2] > corners[:, 0, 0]).all()  # blue on the left
    assert (corners[:, 1] == 255).all()
    assert (corners[:, 2, 0] > corners[:, 2, 2]).all()  # red on the right


def test_numbers_are_written_where_there_is_room() -> None:
    assert len(set(pixels(draw_kernel(kernel("box"), 240).crop((0, 0, 80, 80))))) > 2
    assert len(set(pixels(draw_kernel(kernel("box"), 30)))) == 1


@pytest.mark.parametrize("name", KERNELS)
def test_every_kernel_and_its_frequency_response_can_be_drawn(name: str) -> None:
    assert max(draw_kernel(kernel(name)).size) <= 256
    assert draw_frequency_response(kernel(name), 64).size == (64, 64)


def middle_and_edges(name: str) -> tuple[int, int, int]:
    """Lightness at frequency 0, at the fastest waves rightwards, and at the fastest downwards."""
    drawn = draw_frequency_response(kernel(name), 128).convert("L")
    middle, right, bottom = (drawn.getpixel(place) for place in ((64, 64), (0, 64), (64, 0)))
    assert isinstance(middle, int)
    assert isinstance(right, int)
    assert isinstance(bottom, int)
    return middle, right, bottom


def test_a_blur_lets_slow_waves_through() -> None:
    middle, right, bottom = middle_and_edges("gaussian")
    assert middle > 200
    assert right < 20
    assert bottom < 20


def test_a_laplacian_lets_fast_waves_through() -> None:
    middle, right, bottom = middle_and_edges("laplacian")
    assert middle < 20
    assert right > 80
    assert bottom > 80


def test_a_wave_that_runs_rightwards_lies_on_the_row_through_the_middle() -> None:
    drawn = np.asarray(draw_frequency_response(kernel("gabor:frequency=0.25,theta=0"), 128).convert("L"))
    row, column = np.unravel_index(drawn.argmax(), drawn.shape)
    assert row == pytest.approx(64, abs=2)
    assert abs(column - 64) == pytest.approx(32, abs=3)
