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
# Of zlib: a picture is written in half the time of its default, 6, and is 3% larger.
_COMPRESSION = 4
_TEX = "%convscope="
_DUBLIN = "http://purl.org/dc/elements/1.1/"

# Files that never say how they were made, and what does.
_ELSEWHERE: Mapping[tuple[str, ...], str] = {
    (".gif", ".webp", ".mp4", ".avi", ".mkv", ".mov", ".webm"): (
        "A film is made again with its picture: give the PNG, or the SVG, that was written with it."
    ),
    (".jpg", ".jpeg", ".tif", ".tiff", ".bmp"): "Of pictures PNG, SVG and PDF carry it: write one of these.",
    (".npz", ".pt", ".pth", ".pt2", ".safetensors", ".onnx", ".xml"): (
        "What a run learned is learned again by train, and exported by export."
    ),
    (".parquet", ".jsonl", ".ndjson"): (
        "Predictions are made again by the command that made them; the report of evaluate says how."
    ),
}


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
    file = io.BytesIO()
    picture.save(file, "PNG", pnginfo=text_chunk(manifest), compress_level=_COMPRESSION)
    return file.getvalue()


def text_chunk(manifest: Mapping[str, Any]) -> PngInfo:
    """How a picture was made as a chunk of a PNG; none where nobody knows."""
    info = PngInfo()
    if manifest:
        info.add_itxt(_KEY, json.dumps(dict(manifest)))
    return info


def described(svg: str, manifest: Mapping[str, Any]) -> str:
    """An SVG that says in its description how it was made; as it is where nobody knows."""
    if not manifest:
        return svg
    said = html.escape(json.dumps(dict(manifest)), quote=False)
    opened = svg.index(">", svg.index("<svg")) + 1
    description = f'<dc:description xmlns:dc="{_DUBLIN}">{said}</dc:description>'
    return f"{svg[:opened]}\n<metadata>{description}</metadata>{svg[opened:]}"


def write_beside(path: Path, manifest: Mapping[str, Any]) -> None:
    """Write how a file was made that can carry nothing, such as an array, into ``FILE.json`` beside it."""
    if manifest:
        write_json(_beside(path), {}, manifest)


def write_json(place: Path, document: Mapping[str, Any], manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Write figures as JSON, with how they were made under the key ``manifest``; gives what was written.

    Raises:
        OutputError: the place cannot be written to.
    """
    whole = {**document, **({"manifest": dict(manifest)} if manifest else {})}
    text = json.dumps(whole, ensure_ascii=False, indent=1, default=lambda value: value.tolist())
    with replacing(place) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")
    return whole


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def line_of_tex(manifest: Mapping[str, Any]) -> str:
    """A comment of LaTeX that says how a table was made."""
    return f"{_TEX}{json.dumps(dict(manifest))}"


def read_manifest(path: str | os.PathLike[str]) -> dict[str, Any]:
    """How a file was made; empty where it does not say so.

    A PNG says it in a text chunk, a page in a script of JSON, a figure in its description, LaTeX in a comment, JSON
    under its key ``manifest``; beside an array and a table as CSV lies a JSON that says it.

    The values may come from anyone: whoever uses them checks them.

    Raises:
        ImageError: there is no such file, or it cannot be read, or is of another kind.
    """
    place = Path(path)
    if place.is_dir():
        raise ImageError(
            f"{path} is a folder.",
            "Give a file in it; a run, a scan and an atlas are made again, or gone on with, by their own command.",
        )
    reader = _READERS.get(place.suffix.lower())
    if reader is None:
        raise ImageError(
            f"{path} is no file that says how it was made.",
            next(
                (hint for endings, hint in _ELSEWHERE.items() if place.suffix.lower() in endings),
                f"Give one of {', '.join(_READERS)} that Convscope wrote.",
            ),
        )
    if not place.exists():
        raise ImageError(f"There is no file {path}.", "Give a file that Convscope wrote.")
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
    found = _first(r"(?s)<dc:description[^>]*>(.*?)</dc:description>", path)
    return found and html.unescape(found)


def _of_pdf(path: Path) -> str | None:
    found = re.search(rb"/Subject \(((?:\\.|[^\\()])*)\)", path.read_bytes(), re.DOTALL)
    return found and re.sub(rb"\\(.)", rb"\1", found[1]).decode("ascii")


def _of_tex(path: Path) -> str | None:
    return _first(rf"(?m)^{re.escape(_TEX)}(.*)$", path)


def _of_json(path: Path) -> str | None:
    found = json.loads(path.read_text(encoding="utf-8"))
    return json.dumps(found.get("manifest")) if isinstance(found, dict) else None


def _of_neighbour(path: Path) -> str | None:
    path.read_bytes()
    known = (one for one in (_beside(path), path.with_suffix(".json")) if one.exists())
    found = next(known, None)
    return None if found is None else _of_json(found)


def _first(pattern: str, path: Path) -> str | None:
    found = re.search(pattern, path.read_text(encoding="utf-8"))
    return found and found[1]


_READERS: Mapping[str, Callable[[Path], str | None]] = {
    ".png": _of_png,
    ".html": _of_page,
    ".json": _of_json,
    ".csv": _of_neighbour,
    ".npy": _of_neighbour,
    ".tex": _of_tex,
    ".pdf": _of_pdf,
    ".svg": _of_svg,
}
