"""A contact sheet: many pictures with captions in one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from convscope.images.lettering import Font, drawable, font_for
from convscope.language import translated_value

WHITE = (255, 255, 255)
INK = (40, 40, 40)


def contact_sheet(
    pictures: Sequence[Image.Image],
    captions: Sequence[str],
    columns: int | None = None,
    *,
    gap: int = 8,
    text_size: int = 12,
) -> Image.Image:
    """Set pictures in rows, each centred in its cell with its caption below.

    All cells have one size, that of the widest and the highest picture; pictures keep theirs.  A caption
    that is wider than its cell continues on further lines, broken at spaces and, where there are none,
    anywhere.

    Args:
        pictures: at least one, of any sizes and modes.
        captions: one for each picture; may be empty.
        columns: pictures in a row; by default such that the sheet is about square.
        gap: pixels between the cells and around the sheet.
        text_size: height of the captions' font in pixels.

    Returns:
        An RGB picture on white.

    Raises:
        ValueError: when there are no pictures, or not as many captions as pictures.
    """
    if not pictures or len(pictures) != len(captions):
        raise ValueError(f"a contact sheet of {len(pictures)} pictures with {len(captions)} captions")
    said = [drawable(translated_value(caption)) for caption in captions]
    font = font_for(text_size, *said)
    width = max(picture.width for picture in pictures)
    height = max(picture.height for picture in pictures)
    in_row = min(len(pictures), columns or _columns_of_square(len(pictures), width, height))
    lines = [wrapped(caption, width, font) for caption in said]
    line_height = round(1.3 * text_size)
    cell = height + max(len(of_caption) for of_caption in lines) * line_height
    rows = math.ceil(len(pictures) / in_row)
    sheet = Image.new("RGB", (gap + in_row * (width + gap), gap + rows * (cell + gap)), WHITE)
    draw = ImageDraw.Draw(sheet)
    for number, (picture, of_caption) in enumerate(zip(pictures, lines, strict=True)):
        row, column = divmod(number, in_row)
        left, top = gap + column * (width + gap), gap + row * (cell + gap)
        sheet.paste(
            picture.convert("RGB"),
            (left + (width - picture.width) // 2, top + (height - picture.height) // 2),
        )
        for place, line in enumerate(of_caption):
            draw.text((left + width // 2, top + height + place * line_height), line, INK, font, anchor="ma")
    return sheet


def _columns_of_square(count: int, width: int, height: int) -> int:
    return max(1, round(math.sqrt(count * height / width)))


def wrapped(caption: str, width: int, font: Font) -> list[str]:
    """Lines of the caption, none wider than ``width`` unless a single letter is."""
    lines: list[str] = []
    line = ""
    for word in caption.split():
        joined = f"{line} {word}" if line else word
        if font.getlength(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        line = ""
        for letter in word:
            if line and font.getlength(line + letter) > width:
                lines.append(line)
                line = ""
            line += letter
    return [*lines, line] if line else lines
