"""The bar that says which colour stands for which value."""

import numpy as np
import pytest
from PIL import Image

from convscope.render.colour_bar import with_colour_bar
from convscope.render.map_drawing import MapDrawing, map_drawing

VALUES = np.linspace(-2, 3, 12, dtype=np.float32).reshape(3, 4)
SIGNED = map_drawing(VALUES, None, "overlay", "signed")


def test_zero_is_transparent_in_the_middle_of_a_signed_bar() -> None:
    bar = SIGNED.bar((4, 101))
    assert (bar[0, 50] == 255).all()  # over a light photo
    assert (bar[3, 50] == 0).all()  # over a dark one


@pytest.mark.parametrize("scale", ["signed", "positive"])
def test_the_bar_ends_in_what_the_map_shows_at_the_limit(scale: str) -> None:
    drawing = map_drawing(VALUES, None, "overlay", scale)  # type: ignore[arg-type]
    photo = np.full((3, 4, 3), 255, np.uint8)
    assert np.array_equal(drawing.bar((2, 50))[0, -1], drawing.over(photo)[-1, -1])


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (40, 1000), (1000, 20), (256, 256)])
def test_the_picture_keeps_its_pixels(size: tuple[int, int]) -> None:
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 200, (size[1], size[0], 3), np.uint8))
    sheet = np.asarray(
        with_colour_bar([picture], SIGNED, ["a sentence that is longer than a narrow picture"])
    )
    row = np.flatnonzero((sheet != 255).any(axis=(1, 2)))[0]
    column = np.flatnonzero((sheet[row] != 255).any(axis=1))[0]
    assert np.array_equal(sheet[row : row + size[1], column : column + size[0]], np.asarray(picture))


def test_wide_pictures_stand_below_each_other_and_high_ones_beside() -> None:
    wide, high = Image.new("RGB", (600, 300)), Image.new("RGB", (300, 600))
    assert with_colour_bar([wide, wide], SIGNED, []).width < 700
    assert with_colour_bar([high, high], SIGNED, []).height < 800


def test_a_relief_without_its_channels_is_an_overlay() -> None:
    assert map_drawing(VALUES, None, "relief", "signed").drawn == "overlay"
    assert map_drawing(VALUES, np.stack([VALUES] * 3), "relief", "signed").drawn == "relief"


def test_signed_values_are_not_drawn_as_brightness() -> None:
    assert map_drawing(VALUES, None, "brightness", "signed").drawn == "overlay"
    found = map_drawing(np.abs(VALUES), None, "brightness", "signed")
    assert isinstance(found, MapDrawing)
    assert (found.drawn, found.low) == ("brightness", 0.0)
