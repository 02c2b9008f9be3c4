"""Photos of a scan, small enough to stand side by side."""

from __future__ import annotations

from PIL import Image

from convscope.images import Photo

SIDE = 128


def thumbnail(photo: Photo) -> Image.Image:
    """The photo with its longer side at most `SIDE` pixels; one that is smaller stays as it is."""
    picture = photo.to_pil()
    picture.thumbnail((SIDE, SIDE))
    return picture
