"""Photos that are looked at: read before PyTorch is imported, so that one that is none is said at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def read_first(*photos: Path) -> None:
    """Read photos of which each is needed; the command reads them again, which takes little.

    Raises:
        ImageError: one cannot be read.
    """
    from convscope.images import decode

    for photo in photos:
        decode(photo)


def listed(places: Sequence[Path]) -> list[Path]:
    """The photos of files and folders; one that is alone is read first, of several each is said where it fails.

    Raises:
        ImageError: a folder holds no picture, or the only photo cannot be read.
    """
    from convscope.images import photos_in
    from convscope.images.film import FILM_ENDINGS

    paths = photos_in(places)
    if len(paths) == 1 and paths[0].suffix.lower() not in FILM_ENDINGS:
        read_first(paths[0])
    return paths
