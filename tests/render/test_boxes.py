"""Boxes drawn over a photo."""

import numpy as np
from PIL import Image, ImageColor

from convscope.render.boxes import DrawnBox, draw_boxes
from convscope.render.class_colours import class_colour

GREY = Image.new("RGB", (80, 60), (128, 128, 128))


def test_the_edges_of_a_box_have_the_colour_of_its_class() -> None:
    drawn = np.asarray(draw_boxes(GREY, [DrawnBox((20, 20, 50, 40), 1)]))
    assert tuple(drawn[30, 20]) == ImageColor.getrgb(class_colour(1))
    assert tuple(drawn[30, 35]) == (128, 128, 128)


def test_a_caption_stays_inside_the_picture() -> None:
    drawn = np.asarray(draw_boxes(GREY, [DrawnBox((60, 0, 79, 30), 0, "a long name 0.99")]))
    assert drawn.shape == (60, 80, 3)
    assert (drawn[2, 70] != 128).any()


def test_the_picture_itself_stays_as_it_is() -> None:
    before = GREY.copy()
    draw_boxes(GREY, [DrawnBox((20, 20, 50, 40), 1, "disc")])
    assert np.array_equal(np.asarray(GREY), np.asarray(before))
