"""Boxes drawn over a photo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageColor, ImageDraw, ImageFont

from convscope.render.class_colours import class_colour


class DrawnBox(NamedTuple):
    """A box as it is drawn.

    Attributes:
        box: (left, top, right, bottom) in pixels of the picture.
        label: index of its class, which gives the colour.
        caption: written above it; may be empty.
    """

    box: tuple[float, float, float, float]
    label: int
    caption: str = ""


def draw_boxes(picture: Image.Image, boxes: Sequence[DrawnBox], *, text_size: int = 12) -> Image.Image:
    """A copy of a picture with boxes, each in its class's colour within white, so that it is seen on any photo.

    Args:
        picture: of any mode.
        boxes: drawn in this order.
        text_size: height of the captions' font in pixels.
    """
    drawn = picture.convert("RGB")
    draw, font = ImageDraw.Draw(drawn), ImageFont.load_default(text_size)
    for one in boxes:
        draw.rectangle(one.box, outline="white", width=3)
        draw.rectangle(one.box, outline=class_colour(one.label), width=2)
    # Captions last, so that no line runs through one.
    for one in boxes:
        if one.caption:
            _write(draw, one, font, drawn.size)
    return drawn


def _write(
    draw: ImageDraw.ImageDraw,
    one: DrawnBox,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    size: tuple[int, int],
) -> None:
    left, top, right, bottom = draw.textbbox((0, 0), one.caption, font=font)
    width, height = right - left + 4, bottom - top + 4
    # Above the box, and where that is outside the picture, in it.
    x = min(max(one.box[0], 0), max(size[0] - width, 0))
    y = one.box[1] - height if one.box[1] >= height else one.box[1]
    colour = class_colour(one.label)
    draw.rectangle((x, y, x + width, y + height), fill=colour)
    red, green, blue = ImageColor.getrgb(colour)[:3]
    ink = "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 130 else "white"
    draw.text((x + 2 - left, y + 2 - top), one.caption, fill=ink, font=font)
