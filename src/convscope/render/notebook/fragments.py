"""Pieces of HTML that a notebook shows: small, complete in themselves, in the colours of what is around them.

They set neither a colour of text nor a background, so that they are light on a light page and dark on a dark one.
Every text that is given is escaped.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from PIL import Image

from convscope.language import translated, translated_value
from convscope.render.embed import photo_uri, png_uri

# The longer side of a picture that stands alone, and of one among several, in pixels.
SIDE = 512
SMALL_SIDE = 160
# Maps of fewer places are drawn as squares, without loss.
COARSE = 40
# Rows of a table; of a longer one the first and the last are shown.
ROWS = 80
TEXT = 300

_STYLE = """<style>
.convscope{font:13px/1.45 system-ui,sans-serif;color:inherit;max-width:60rem;margin:.3em 0}
.convscope .title{font-weight:600;margin:0 0 .4em;overflow-wrap:anywhere}
.convscope p{margin:.3em 0}
.convscope .part{overflow:auto;margin:.5em 0}
.convscope .table{max-height:28rem}
.convscope table{border-collapse:collapse;margin:0;color:inherit;font-size:12px}
.convscope th,.convscope td{text-align:left;padding:.15em .9em .15em 0;vertical-align:top;color:inherit;
background:none;border:0;border-bottom:1px solid rgba(128,128,128,.25);overflow-wrap:anywhere}
.convscope th{font-weight:600}
.convscope .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.convscope .facts th{font-weight:400;opacity:.75;white-space:nowrap}
.convscope .pictures{display:flex;flex-wrap:wrap;gap:10px}
.convscope figure{margin:0;max-width:100%}
.convscope figcaption{opacity:.8;font-size:12px;max-width:512px;overflow-wrap:anywhere}
.convscope img{display:block;max-width:100%;margin:0 0 2px;border-radius:2px}
.convscope .coarse{image-rendering:pixelated}
.convscope .bar{display:inline-block;height:.7em;background:#4393c3;border-radius:1px;min-width:1px}
.convscope progress{width:20rem;max-width:60%;vertical-align:middle}
</style>"""


def card(title: str, parts: Iterable[str]) -> str:
    """A result: its title and its parts, which are HTML."""
    whole = "\n".join(part for part in parts if part)
    heading = f'<p class="title">{text(translated(title))}</p>\n' if title else ""
    return f'{_STYLE}\n<div class="convscope">\n{heading}{whole}\n</div>'


def text(value: object) -> str:
    """Any value as escaped text in the language spoken now, cut where it is long, on one line; nothing for None."""
    said = "" if value is None else translated_value(" ".join(str(value).split()))
    return escape(said if len(said) <= TEXT else f"{said[: TEXT - 3]}...")


def sentence(value: str) -> str:
    """A paragraph, whole; nothing where there is no text."""
    return f"<p>{escape(translated(' '.join(value.split())))}</p>" if value else ""


def facts(values: Mapping[str, object]) -> str:
    """Names and values, a line each; those that are None are left out."""
    rows = "\n".join(
        f"<tr><th>{text(name)}</th><td>{text(value)}</td></tr>"
        for name, value in values.items()
        if value is not None
    )
    return f'<div class="part"><table class="facts">\n{rows}\n</table></div>' if rows else ""


def table(header: Sequence[str], rows: Sequence[Sequence[object]], *, caption: str = "") -> str:
    """Rows under a header; numbers stand to the right, and the middle of a long table is left out.

    Args:
        header: names of the columns.
        rows: values of any kind; a `Bar` is drawn.
        caption: above it.
    """
    left_out = len(rows) - ROWS
    shown = list(rows) if left_out <= 0 else [*rows[: ROWS - 20], *rows[-20:]]
    lines = ["".join(_cell(value) for value in row) for row in shown]
    if left_out > 0:
        lines.insert(ROWS - 20, f'<td colspan="{len(header)}">... {left_out:,} more ...</td>')
    numeric = [bool(shown) and all(_is_number(row[place]) for row in shown) for place in range(len(header))]
    head = "".join(
        f'<th class="number">{text(name)}</th>' if right else f"<th>{text(name)}</th>"
        for name, right in zip(header, numeric, strict=True)
    )
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f'{sentence(caption)}<div class="part table"><table>\n<tr>{head}</tr>\n{body}\n</table></div>'


class Bar(float):
    """A share between 0 and 1 that a table draws as a bar."""


def _cell(value: object) -> str:
    if isinstance(value, Bar):
        return f'<td><span class="bar" style="width:{100 * min(max(value, 0.0), 1.0):.1f}px"></span></td>'
    kind = ' class="number"' if _is_number(value) else ""
    return f"<td{kind}>{text(_number(value) if isinstance(value, int | float) else value)}</td>"


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, Bar | bool))


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


def picture(image: Image.Image, *, side: int = SIDE) -> str:
    """One picture, at most ``side`` pixels on its longer side."""
    return f'<div class="part">{_figure(shrunk(image, side), "", side)}</div>'


def drawing(svg: str) -> str:
    """A drawing as SVG, on white, since its ink is dark."""
    uri = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    return f'<div class="part"><img src="{uri}" alt="" style="background:#fff"></div>'


def pictures(images: Sequence[tuple[str, Image.Image]]) -> str:
    """Small pictures side by side, each with its caption below."""
    figures = "\n".join(_figure(shrunk(image, SMALL_SIDE), caption, SMALL_SIDE) for caption, image in images)
    return f'<div class="part pictures">\n{figures}\n</div>' if images else ""


def shrunk(image: Image.Image, side: int = SIDE) -> Image.Image:
    """A picture whose longer side is at most ``side`` pixels."""
    small = image.convert("RGB")
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return small


def _figure(image: Image.Image, caption: str, side: int) -> str:
    coarse = max(image.size) <= COARSE
    width = round(side * image.width / max(image.size)) if coarse else image.width
    kind = ' class="coarse"' if coarse else ""
    uri = png_uri(image) if coarse else photo_uri(image)
    below = f"<figcaption>{text(caption)}</figcaption>" if caption else ""
    return f'<figure><img{kind} src="{uri}" width="{width}" alt="{text(caption)}">{below}</figure>'
