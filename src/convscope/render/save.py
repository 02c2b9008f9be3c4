"""Results on disk: whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import OutputError
from convscope.files import replacing
from convscope.record.carried import text_chunk, write_beside

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff", ".bmp")

# Zlib's quickest level and its strategy of run lengths (Z_RLE): a quarter of the default's time for a file a tenth
# larger.  Of a 12-megapixel photo the default took longer than all else together.
FAST_PNG: Mapping[str, Any] = {"compress_level": 1, "compress_type": 3}


def save_picture(picture: Image.Image, path: Path, manifest: Mapping[str, Any] | None = None) -> None:
    """Write a picture in the format that the path's suffix names.

    Args:
        picture: to be written.
        path: ends as a picture's file.
        manifest: how it was made, which a PNG carries.

    Raises:
        OutputError: for a suffix that is no picture's, or when the file cannot be written.
    """
    if path.suffix.lower() not in PICTURES:
        raise OutputError(
            f"{path} does not end like a picture's file.", f"End it with one of {', '.join(PICTURES)}."
        )
    is_png = path.suffix.lower() == ".png"
    options: Mapping[str, Any] = {**FAST_PNG, "pnginfo": text_chunk(manifest or {})} if is_png else {}
    with replacing(path) as temporary:
        picture.save(temporary, **options)


def save_array(values: NDArray[Any], path: Path, manifest: Mapping[str, Any] | None = None) -> None:
    """Write an array as NumPy's ``.npy``.

    Args:
        values: to be written.
        path: ends with .npy.
        manifest: how they were made, which goes into ``FILE.npy.json`` beside it.

    Raises:
        OutputError: for another suffix, or when the file cannot be written.
    """
    if path.suffix.lower() != ".npy":
        raise OutputError(f"An array is kept in a file that ends with .npy, not {path}.")
    with replacing(path) as temporary:
        np.save(temporary, values)
    write_beside(path, manifest or {})
