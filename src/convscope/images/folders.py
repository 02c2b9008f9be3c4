"""Photos from files and folders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from convscope.errors import ImageError
from convscope.images.files import printable

SUFFIXES = frozenset(
    (
        *(".jpg", ".jpeg", ".jpe", ".png", ".gif", ".bmp", ".ppm", ".pgm", ".pbm", ".webp", ".tif", ".tiff"),
        *(".avif", ".jfif", ".jp2", ".ico", ".qoi", ".sgi", ".pcx", ".tga"),
    )
)


def photos_in(places: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Files as they are given, and for folders the pictures in them and below, sorted; each photo once.

    Hidden files are left out.  Whether a file is a picture is known only when it is decoded.

    Raises:
        ImageError: a folder holds no picture.
    """
    found: dict[Path, None] = {}
    for place in map(Path, places):
        if not place.is_dir():
            found[place] = None
            continue
        below = sorted(path for path in place.rglob("*") if _looks_like_a_picture(path.relative_to(place)))
        pictures = [path for path in below if path.is_file()]
        if not pictures:
            raise ImageError(
                f"The folder {printable(str(place))} holds no picture.", "Give a folder of picture files."
            )
        found.update(dict.fromkeys(pictures))
    return list(found)


def _looks_like_a_picture(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not any(part.startswith(".") for part in path.parts)
