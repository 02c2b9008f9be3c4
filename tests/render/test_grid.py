"""A contact sheet holds every picture whole, with its caption."""

import numpy as np
import pytest
from PIL import Image

from convscope.render.grid import contact_sheet


def coloured(width: int, height: int, colour: tuple[int, int, int]) -> Image.Image:
    return Image.new("RGB", (width, height), colour)


COLOURS = [(250, 10, 10), (10, 250, 10), (10, 10, 250), (250, 250, 10), (10, 250, 250)]


def test_every_picture_is_there_with_all_its_pixels() -> None:
    sizes = [(30, 20), (10, 40), (25, 25), (1, 1), (30, 40)]
    pictures = [coloured(*size, colour) for size, colour in zip(sizes, COLOURS, strict=True)]
    sheet = np.asarray(contact_sheet(pictures, [""] * 5))
    counts = [(sheet == colour).all(axis=2).sum() for colour in COLOURS]
    assert counts == [width * height for width, height in sizes]


@pytest.mark.parametrize(("columns", "size"), [(1, (36, 96)), (2, (69, 65)), (3, (102, 34)), (9, (102, 34))])
def test_columns_set_the_size(columns: int, size: tuple[int, int]) -> None:
    pictures = [coloured(30, 28, colour) for colour in COLOURS[:3]]
    assert contact_sheet(pictures, [""] * 3, columns, gap=3).size == size


def test_sixteen_squares_stand_four_by_four_by_default() -> None:
    sheet = contact_sheet([coloured(10, 10, (0, 0, 0))] * 16, [""] * 16, gap=0)
    assert sheet.size == (40, 40)


def test_a_caption_is_drawn_below_its_picture() -> None:
    sheet = contact_sheet([coloured(60, 20, (255, 255, 255))], ["sobel"], gap=0)
    ink = np.argwhere(np.asarray(sheet.convert("L")) < 128)
    assert ink[:, 0].min() >= 20


def test_a_long_caption_stays_inside_its_cell() -> None:
    caption = "gabor:frequency=0.25,theta=45 and more"
    sheet = np.asarray(contact_sheet([coloured(50, 20, (255, 255, 255))], [caption], gap=10).convert("L"))
    ink = np.argwhere(sheet < 200)
    assert ink[:, 1].min() >= 9
    assert ink[:, 1].max() <= 61
    assert sheet.shape[0] > 20 + 20 + 3 * 12


def test_grey_pictures_are_taken() -> None:
    assert contact_sheet([Image.new("L", (5, 5), 7)], [""], gap=0).getpixel((2, 2)) == (7, 7, 7)


@pytest.mark.parametrize(("pictures", "captions"), [(0, 0), (2, 1)])
def test_a_caption_for_each_of_at_least_one_picture_is_needed(pictures: int, captions: int) -> None:
    with pytest.raises(ValueError, match="contact sheet"):
        contact_sheet([coloured(5, 5, (0, 0, 0))] * pictures, ["a"] * captions)
