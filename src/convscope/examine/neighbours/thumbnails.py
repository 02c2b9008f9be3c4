"""Photos of a scan, small enough to stand side by side."""

from __future__ import annotations

from PIL import Image

from convscope.images import Photo

SIDE = 128


def square(picture: Image.Image, side: int) -> Image.Image:
    """The middle of a picture, with sides of so many pixels."""
    edge = min(picture.size)
    left, top = (picture.width - edge) // 2, (picture.height - edge) // 2
    box = (left, top, left + edge, top + edge)
    return picture.resize((side, side), Image.Resampling.LANCZOS, box, reducing_gap=3)


def thumbnail(photo: Photo) -> Image.Image:
    """The photo with its longer side at most `SIDE` pixels; one that is smaller stays as it is."""
    picture = photo.to_pil()
    picture.thumbnail((SIDE, SIDE))
    return picture
