"""Small pictures as tiles of one picture, so that a page of many needs one answer."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

from convscope.server.answer import Answer

QUALITY = 90


def sheet(pictures: Sequence[Image.Image], side: int) -> Answer:
    """Pictures in square tiles from left to right, each as large as its tile, about it nothing."""
    whole = Image.new("RGBA", (side * len(pictures), side))
    for place, picture in enumerate(pictures):
        drawn = _resized(picture, side / max(picture.size))
        whole.paste(drawn, (place * side + (side - drawn.width) // 2, (side - drawn.height) // 2))
    return webp(whole)


def reduced(picture: Image.Image, side: int) -> Answer:
    """A picture with its longer side at most so many pixels."""
    return webp(_resized(picture, min(1.0, side / max(picture.size))))


def webp(picture: Image.Image) -> Answer:
    """A picture for people to look at."""
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY)
    return Answer(file.getvalue(), "image/webp")


def _resized(picture: Image.Image, factor: float) -> Image.Image:
    size = [max(1, round(length * factor)) for length in picture.size]
    return picture.convert("RGB").resize((size[0], size[1]), Image.Resampling.BICUBIC, reducing_gap=3)
