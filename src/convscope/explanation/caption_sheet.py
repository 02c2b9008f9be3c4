"""The maps of a caption's words as one picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from convscope.explanation.caption_words import CaptionReasons, WordMap, WordReason
from convscope.render.overlay import draw_overlay

# Of a map, of a line of text, and of the column that says what the rows are.
_TILE, _LINE, _NAMES = 168, 18, 96
_ABREAST = 6
_GAP = 8


def draw_reasons(reasons: CaptionReasons) -> Image.Image:
    """A column for each word: its maps, and what the region of each is worth.

    Below a map stands by how much the logarithm of the word's probability falls where the map's region is grey, and
    in brackets the mean where that region is shifted; below the word the rank correlation of its maps.

    Args:
        reasons: of at least one word.
    """
    words = reasons.words
    rows = ["gradient"] if words[0].attention is None else ["attention", "gradient"]
    bands = [words[first : first + _ABREAST] for first in range(0, len(words), _ABREAST)]
    height = 2 * _LINE + len(rows) * (_TILE + _LINE) + _GAP
    width = _NAMES + (_TILE + _GAP) * min(_ABREAST, len(words))
    sheet = Image.new("RGB", (width, height * len(bands) + _LINE), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    photo = np.asarray(Image.fromarray(reasons.said.view).resize((_TILE, _TILE)))
    pen.text((_GAP, 3), reasons.said.text, fill="black", font=font)
    for number, band in enumerate(bands):
        top = _LINE + number * height
        for place, row in enumerate(rows):
            name = row if row == "attention" else reasons.method
            pen.text(
                (_GAP, top + 2 * _LINE + place * (_TILE + _LINE) + _TILE / 2), name, fill="black", font=font
            )
        for place, reason in enumerate(band):
            left = _NAMES + place * (_TILE + _GAP)
            pen.text((left, top), _heading(reason), fill="black", font=font)
            for line, row in enumerate(rows):
                values: WordMap = getattr(reason, row)
                at = top + 2 * _LINE + line * (_TILE + _LINE)
                sheet.paste(Image.fromarray(_over(values.values, photo)), (left, at))
                falls = f"{values.falls:+.2f}  ({values.elsewhere:+.2f})"
                pen.text((left, at + _TILE + 2), falls, fill="black", font=font)
    return sheet


def _heading(reason: WordReason) -> str:
    said = f"{reason.word}  {np.exp(reason.chance):.0%}"
    return said if reason.agreement is None else f"{said}\nrank correlation {reason.agreement:+.2f}"


def _over(values: NDArray[np.float32], photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return draw_overlay(values, "positive", float(values.max()) if values.max() > 0 else 1.0, photo)
