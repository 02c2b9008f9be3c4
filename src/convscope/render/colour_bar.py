"""Pictures with a bar below that says which colour stands for which value, and a caption."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from convscope.images.lettering import drawable, font_for
from convscope.language import localised, translated
from convscope.render.grid import INK, WHITE, wrapped
from convscope.render.map_drawing import MapDrawing

_SMALLEST_TEXT = 12
_TEXT = 1 / 42  # of the geometric mean of the sides
_NARROWEST = 18  # in heights of the text: three numbers below the bar


def with_colour_bar(
    pictures: Sequence[Image.Image], drawing: MapDrawing, caption: Sequence[str]
) -> Image.Image:
    """Set pictures of one size beside each other, or below where they are wide, over their colour bar.

    Args:
        pictures: in RGB.
        drawing: whose colours the bar shows; on a signed scale zero is in its middle.
        caption: sentences, each on a new line.

    Returns:
        The pictures with their own pixels, on white.
    """
    width, height = pictures[0].size
    is_wide = width > height
    across, down = (1, len(pictures)) if is_wide else (len(pictures), 1)
    text = max(_SMALLEST_TEXT, round(_TEXT * math.sqrt(width * across * height * down)))
    gap = text // 2
    all_width = across * width + (across - 1) * gap
    said = [drawable(translated(sentence)) for sentence in caption]
    font = font_for(text, *said)
    inner = max(all_width, _NARROWEST * text)
    lines = [line for sentence in said for line in wrapped(sentence, inner, font)]
    line = round(1.35 * text)
    above = down * height + (down - 1) * gap
    sheet = Image.new("RGB", (inner + 2 * gap, above + 4 * gap + text + (len(lines) + 1) * line), WHITE)
    for place, picture in enumerate(pictures):
        left = gap + (inner - all_width) // 2 + (place % across) * (width + gap)
        sheet.paste(picture, (left, gap + (place // across) * (height + gap)))
    draw = ImageDraw.Draw(sheet)
    top = 2 * gap + above
    sheet.paste(Image.fromarray(drawing.bar((text, inner))), (gap, top))
    draw.rectangle((gap, top, gap + inner - 1, top + text - 1), outline=INK, width=max(1, text // 16))
    low, high = (localised(f"{value:.3g}") for value in (drawing.low, drawing.limit))
    ticks = [(0, low, "la"), (inner, high, "ra")]
    if drawing.low < 0:
        ticks.append((inner // 2, "0", "ma"))
        draw.line((gap + inner // 2, top, gap + inner // 2, top + text + gap // 2), INK, max(1, text // 12))
    below = top + text + gap // 2
    for at, tick, anchor in ticks:
        draw.text((gap + at, below), tick, INK, font, anchor=anchor)
    for number, words in enumerate(lines, start=1):
        draw.text((gap, below + number * line), words, INK, font, anchor="la")
    return sheet
