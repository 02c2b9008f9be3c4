"""Pictures of theoretical and effective receptive fields."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from convscope.render.grid import contact_sheet
from convscope.render.overlay import display_limit, draw_overlay

Interval = tuple[tuple[int, int], tuple[int, int]]

THEORETICAL, EFFECTIVE = (21, 101, 192), (46, 125, 50)
# A small network's input is enlarged to about this many pixels, so that frames and words are readable.
SIDE = 448


def draw_field(
    photo: NDArray[np.uint8],
    field: NDArray[np.floating],
    theoretical: Interval,
    effective: Interval | None,
    caption: str,
) -> Image.Image:
    """Draw the effective field as heat over the photo, and the extents of both fields as frames.

    Args:
        photo: (rows, columns, 3) sRGB.
        field: (rows, columns), not negative.
        theoretical: ((top, bottom), (left, right)), one past the last; drawn blue.
        effective: the same of what matters; drawn green, None where there is none.
        caption: words below the picture.
    """
    (top, bottom), (left, right) = theoretical
    limit = display_limit(field[top:bottom, left:right], "positive") if field.any() else 1.0
    picture = Image.fromarray(draw_overlay(field, "positive", limit, photo))
    scale = max(1, round(SIDE / max(picture.size)))
    picture = picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST)
    draw = ImageDraw.Draw(picture)
    for interval, colour in ((theoretical, THEORETICAL), (effective, EFFECTIVE)):
        if interval is not None:
            (top, bottom), (left, right) = interval
            box = (left * scale, top * scale, right * scale - 1, bottom * scale - 1)
            if right > left and bottom > top:
                draw.rectangle(box, outline=colour, width=max(2, scale))
    return contact_sheet([picture], [caption], text_size=14)
