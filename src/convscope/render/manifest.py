"""PNGs that carry how they were made, as JSON in the text chunk ``convscope``."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from convscope.errors import ImageError, OutputError
from convscope.files import replacing

_KEY = "convscope"


def save_with_manifest(
    picture: Image.Image, path: str | os.PathLike[str], manifest: Mapping[str, Any]
) -> None:
    """Write a picture as a PNG that carries how it was made.

    Args:
        picture: to be written.
        path: ends with .png.
        manifest: plain values.

    Raises:
        OutputError: the place cannot be written to or has another format's ending.
    """
    if Path(path).suffix.lower() != ".png":
        raise OutputError(
            f"A picture that carries how it was made is written as PNG, got {path}.", "Name it .png."
        )
    with replacing(path) as temporary:
        temporary.write_bytes(png_with_manifest(picture, manifest))


def png_with_manifest(picture: Image.Image, manifest: Mapping[str, Any]) -> bytes:
    """A picture as the bytes of a PNG file that carries how it was made.

    Args:
        picture: to be written.
        manifest: plain values.
    """
    file, info = io.BytesIO(), PngInfo()
    info.add_itxt(_KEY, json.dumps(dict(manifest)))
    picture.save(file, "PNG", pnginfo=info)
    return file.getvalue()


def read_manifest(path: str | os.PathLike[str]) -> dict[str, Any]:
    """How a PNG was made; empty where it does not say so.

    The values may come from anyone: whoever uses them checks them.

    Raises:
        ImageError: the file is no PNG that can be read.
    """
    try:
        with Image.open(path, formats=["PNG"]) as picture:
            picture.load()
            text = getattr(picture, "text", {}).get(_KEY)
    except (OSError, ValueError, SyntaxError) as error:
        raise ImageError(f"{path} is no PNG that can be read.", "Give a PNG that Convscope wrote.") from error
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
