"""Files that carry how they were made, as JSON: each kind in its own place, read back by one reader."""

from __future__ import annotations

import html
import io
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from convscope.errors import ImageError, OutputError
from convscope.files import replacing

_KEY = "convscope"
_TEX = "%convscope="


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


def line_of_tex(manifest: Mapping[str, Any]) -> str:
    """A comment of LaTeX that says how a table was made."""
    return f"{_TEX}{json.dumps(dict(manifest))}"


def read_manifest(path: str | os.PathLike[str]) -> dict[str, Any]:
    """How a file was made; empty where it does not say so.

    A PNG says it in a text chunk, a page in a script of JSON, a figure in its description, LaTeX in a comment, JSON
    under its key ``manifest``; a table as CSV has its JSON beside it.

    The values may come from anyone: whoever uses them checks them.

    Raises:
        ImageError: the file cannot be read, or is of another kind.
    """
    place = Path(path)
    reader = _READERS.get(place.suffix.lower())
    if reader is None:
        raise ImageError(
            f"{path} is no file that says how it was made.",
            f"Give one of {', '.join(_READERS)} that Convscope wrote.",
        )
    try:
        found = json.loads(reader(place) or "{}")
    except (OSError, SyntaxError, UnicodeDecodeError, Image.DecompressionBombError) as error:
        raise ImageError(f"{path} cannot be read.", "Give a file as Convscope wrote it.") from error
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _of_png(path: Path) -> str | None:
    try:
        with Image.open(path, formats=["PNG"]) as picture:
            picture.load()
            return getattr(picture, "text", {}).get(_KEY)
    except ValueError as error:  # Pillow's word for a broken chunk
        raise OSError(str(error)) from error


def _of_page(path: Path) -> str | None:
    return _first(r'(?s)<script type="application/json" id="made">(.*?)</script>', path)


def _of_svg(path: Path) -> str | None:
    found = _first(r"(?s)<dc:description>(.*?)</dc:description>", path)
    return found and html.unescape(found)


def _of_pdf(path: Path) -> str | None:
    found = re.search(rb"/Subject \(((?:\\.|[^\\()])*)\)", path.read_bytes(), re.DOTALL)
    return found and re.sub(rb"\\(.)", rb"\1", found[1]).decode("ascii")


def _of_tex(path: Path) -> str | None:
    return _first(rf"(?m)^{re.escape(_TEX)}(.*)$", path)


def _of_json(path: Path) -> str | None:
    found = json.loads(path.read_text(encoding="utf-8"))
    return json.dumps(found.get("manifest")) if isinstance(found, dict) else None


def _of_csv(path: Path) -> str | None:
    path.read_bytes()
    beside = path.with_suffix(".json")
    return _of_json(beside) if beside.exists() else None


def _first(pattern: str, path: Path) -> str | None:
    found = re.search(pattern, path.read_text(encoding="utf-8"))
    return found and found[1]


_READERS: Mapping[str, Callable[[Path], str | None]] = {
    ".png": _of_png,
    ".html": _of_page,
    ".json": _of_json,
    ".csv": _of_csv,
    ".tex": _of_tex,
    ".pdf": _of_pdf,
    ".svg": _of_svg,
}
