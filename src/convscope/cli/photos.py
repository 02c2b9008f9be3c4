"""Photos as the command line names them: files and whole folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from convscope.errors import ImageError

SUFFIXES = (
    *(".jpg", ".jpeg", ".jfif", ".png", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".avif", ".jp2", ".ico"),
    *(".ppm", ".pgm", ".qoi", ".sgi", ".pcx", ".tga"),
)


def photos_in(named: Sequence[Path]) -> list[Path]:
    """The files among the names, and of each folder the photos directly inside, by name.

    Raises:
        ImageError: for a folder without photos.
    """
    found: list[Path] = []
    for path in named:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(each for each in path.iterdir() if each.suffix.lower() in SUFFIXES)
        if not inside:
            raise ImageError(
                f"the folder {path} holds no photos.", "Name a file, or a folder with JPEG or PNG files."
            )
        found.extend(inside)
    return found
