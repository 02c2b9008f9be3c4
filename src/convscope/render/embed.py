"""Pictures as data URIs, embedded in a page."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def photo_uri(picture: Image.Image) -> str:
    """A photo or an overlay: lossy, at a quality without visible difference."""
    # Not optimized: Pillow gives that a byte a pixel, which noise at this quality does not fit into.
    return _uri(picture, "jpeg", quality=88, subsampling=0)


def thumbnail_uri(picture: Image.Image) -> str:
    """A small picture among many: lossy, at half the bytes of `photo_uri`."""
    return _uri(picture, "jpeg", quality=75)


def png_uri(picture: Image.Image) -> str:
    """A drawing with hard edges, without loss."""
    return _uri(picture, "png", optimize=True)


def small_uri(picture: Image.Image) -> str:
    """One of hundreds of photos on a page: lossy, about a third of the bytes of `photo_uri`."""
    return _uri(picture, "webp", quality=70, method=4)


def indexed_uri(indices: NDArray[np.uint8], colours: NDArray[np.uint8]) -> str:
    """A map of indices (rows, columns) into a table of colours (256, 3), without loss."""
    picture = Image.fromarray(indices)
    picture.putpalette(colours.tobytes())
    return _uri(picture, "png", optimize=True)


def _uri(picture: Image.Image, kind: str, **options: Any) -> str:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return f"data:image/{kind};base64,{base64.b64encode(file.getvalue()).decode()}"
