"""Letters on pictures: a font that has them, or letters that the font has."""

from __future__ import annotations

import importlib.util
import unicodedata
from functools import cache
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_PLAIN = {
    "\u2019": "'",
    "\u2018": "'",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2212": "-",
    "\u00d7": "x",
    "\u2026": "...",
}


def font_for(size: float, *texts: str) -> Font:
    """A font that has all letters of texts, where there is one.

    Pillow's own has those of English; matplotlib brings DejaVu Sans, which has those of most languages.
    """
    return _font(size, wide=_dejavu() is not None and not all(text.isascii() for text in texts))


def drawable(text: str) -> str:
    """A text as it can be drawn here: as it is, or without accents where no font has them."""
    if text.isascii() or _dejavu() is not None:
        return text
    plain = "".join(_PLAIN.get(letter, letter) for letter in text)
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()


@cache
def _font(size: float, *, wide: bool) -> Font:
    file = _dejavu() if wide else None
    return ImageFont.load_default(size) if file is None else ImageFont.truetype(file, size)


@cache
def _dejavu() -> str | None:
    """The file of DejaVu Sans in matplotlib, which is not imported; None where it is not installed."""
    found = importlib.util.find_spec("matplotlib")
    for root in (found and found.submodule_search_locations) or ():
        file = Path(root, "mpl-data", "fonts", "ttf", "DejaVuSans.ttf")
        if file.is_file():
            return str(file)
    return None
