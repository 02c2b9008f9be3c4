"""How many pixels a photo may have, also while Pillow opens it."""

from __future__ import annotations

import math
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from convscope.errors import ImageError

_pillow = threading.Lock()


def check_size(name: str, rows: int, columns: int, max_megapixels: float) -> None:
    """Refuse a picture without pixels or with more than the limit."""
    if rows == 0 or columns == 0:
        raise ImageError(f"{name} has no pixels: it is {rows} rows by {columns} columns.")
    if rows * columns > max_megapixels * 1e6:
        raise _too_large(name, rows * columns, max_megapixels)


@contextmanager
def pillow_limited(name: str, max_megapixels: float) -> Iterator[None]:
    """Make Pillow's guard against decompression bombs use our limit, and keep its warnings to ourselves.

    The guard and the warning filters belong to the whole process, so they are changed under a lock, only
    while one picture is opened, and put back.  Pillow raises above twice its limit, also for a picture
    inside another (ICO).
    """
    with _pillow, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = Image.MAX_IMAGE_PIXELS
        Image.MAX_IMAGE_PIXELS = (
            math.ceil(max_megapixels * 1e6 / 2) if math.isfinite(max_megapixels) else None
        )
        try:
            yield
        except Image.DecompressionBombError as error:
            pixels = re.search(r"\d+", str(error))
            raise _too_large(name, int(pixels[0]) if pixels else None, max_megapixels) from error
        finally:
            Image.MAX_IMAGE_PIXELS = before


def _too_large(name: str, pixels: int | None, max_megapixels: float) -> ImageError:
    has = "too many pixels" if pixels is None else f"{pixels / 1e6:.6g} megapixels"
    return ImageError(
        f"{name} has {has}, over the limit of {max_megapixels:g} megapixels.",
        "Make it smaller, or raise max_megapixels.",
    )
