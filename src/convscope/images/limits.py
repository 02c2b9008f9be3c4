"""The limit on the pixels of a photo, also while Pillow opens it, and silence meanwhile."""

from __future__ import annotations

import math
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from convscope.errors import ImageError
from convscope.images.libtiff import SILENT, replaced_handlers


class _Guard:
    """What belongs to the whole process: Pillow's guard against bombs, warning filters, libtiff's messages.

    Threads with the same limit share it, so that pictures are decoded in parallel; another limit waits.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._users = 0
        self._limit: float | None = None
        self._before: int | None = None
        self._warnings = warnings.catch_warnings()
        self._handlers = SILENT

    def enter(self, max_megapixels: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._users or self._limit == max_megapixels)
            if not self._users:
                self._limit = max_megapixels
                self._warnings = warnings.catch_warnings()
                self._warnings.__enter__()
                warnings.simplefilter("ignore")
                self._handlers = replaced_handlers(SILENT)
                self._before = Image.MAX_IMAGE_PIXELS
                Image.MAX_IMAGE_PIXELS = (
                    math.ceil(max_megapixels * 1e6 / 2) if math.isfinite(max_megapixels) else None
                )
            self._users += 1

    def leave(self) -> None:
        with self._changed:
            self._users -= 1
            if not self._users:
                Image.MAX_IMAGE_PIXELS = self._before
                self._warnings.__exit__(None, None, None)
                replaced_handlers(self._handlers)
                self._changed.notify_all()


_guard = _Guard()


def check_size(name: str, rows: int, columns: int, max_megapixels: float) -> None:
    """Refuse a picture without pixels or with more than the limit."""
    if rows == 0 or columns == 0:
        raise ImageError(f"{name} has no pixels: it is {rows} rows by {columns} columns.")
    if rows * columns > max_megapixels * 1e6:
        raise _too_large(name, rows * columns, max_megapixels)


@contextmanager
def pillow_limited(name: str, max_megapixels: float) -> Iterator[None]:
    """Make Pillow's guard against decompression bombs use our limit, and keep its warnings to ourselves.

    Both are put back when the last picture that is being opened is done.  Pillow raises above twice its limit,
    also for a picture inside another (ICO).
    """
    _guard.enter(max_megapixels)
    try:
        yield
    except Image.DecompressionBombError as error:
        pixels = re.search(r"\d+", str(error))
        raise _too_large(name, int(pixels[0]) if pixels else None, max_megapixels) from error
    finally:
        _guard.leave()


def _too_large(name: str, pixels: int | None, max_megapixels: float) -> ImageError:
    has = "too many pixels" if pixels is None else f"{pixels / 1e6:.6g} megapixels"
    return ImageError(
        f"{name} has {has}, over the limit of {max_megapixels:g} megapixels.",
        "Make it smaller, or raise max_megapixels.",
    )
