"""Shapes as SVG, readable on a light and on a dark page."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from convscope.language import translated
from convscope.render.diagram.shapes import Label, Path, Rectangle, Shape

_STYLE = """
svg { --page: #ffffff; --band: #f6f8fa; --ink: #1e293b; --quiet: #5b6878; --line: #8593a5; --frame: #c5ced9;
  --skip: #d97706; --conv: #dbeafe; --pool: #d5f2e1; --dense: #ece4fd; --merge: #fdecc8; --other: #eceff3;
  --input: #ffffff; --face: #bfd4f2; --top: #dce8f8; --side: #a3bfe8; --edge: #5f7ea8; }
@media (prefers-color-scheme: dark) {
  svg { --page: #0f151d; --band: #161e29; --ink: #e5ebf2; --quiet: #9fadbd; --line: #6f8096; --frame: #3a4656;
    --skip: #f0a63c; --conv: #1d3a63; --pool: #17442f; --dense: #3a2c63; --merge: #52400f; --other: #2a3442;
    --input: #0f151d; --face: #33527f; --top: #4668a0; --side: #274067; --edge: #9db8de; }
}
text { font-family: Inter, 'Helvetica Neue', Arial, sans-serif; fill: var(--ink); dominant-baseline: central; }
.detail { fill: var(--quiet); } .title { font-weight: 500; } .name, .stage, .count { font-weight: 600; }
.count { fill: var(--page); } .badge { fill: var(--quiet); rx: 8px; }
.page { fill: var(--page); } .band { fill: var(--band); rx: 10px; }
.box { stroke: var(--line); stroke-width: 1; rx: 6px; }
.conv { fill: var(--conv); } .pool { fill: var(--pool); } .dense { fill: var(--dense); }
.merge { fill: var(--merge); } .other { fill: var(--other); } .input { fill: var(--input); }
.frame, .tangle { fill: var(--page); stroke: var(--frame); stroke-width: 1; rx: 8px; }
.tangle { stroke-dasharray: 5 4; }
.flow { fill: none; stroke: var(--line); stroke-width: 1.4; stroke-linejoin: round; }
.skip { stroke: var(--skip); stroke-width: 2; }
.face { fill: var(--face); stroke: var(--edge); stroke-width: 0.7; stroke-linejoin: round; }
.top { fill: var(--top); } .side { fill: var(--side); } .tip { fill: var(--line); }
"""
_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
    'markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 1 L8 4 L0 7 z"/></marker></defs>'
)


def to_svg(shapes: Iterable[Shape], width: float, height: float, name: str) -> str:
    """A document of its own; ``name`` is its title for screen readers."""
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(translated(name))}</title>",
        f"<style>{_STYLE}</style>",
        _ARROW,
        '<rect class="page" width="100%" height="100%"/>',
        *map(_element, shapes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _element(shape: Shape) -> str:
    match shape:
        case Rectangle():
            tip = f"<title>{escape(translated(shape.tip))}</title>" if shape.tip else ""
            place = (
                f'x="{shape.x:.6g}" y="{shape.y:.6g}" width="{shape.width:.6g}" height="{shape.height:.6g}"'
            )
            return f'<rect class="{shape.style}" {place}>{tip}</rect>'
        case Label():
            place = (
                f'x="{shape.x:.6g}" y="{shape.y:.6g}" font-size="{shape.size:g}" text-anchor="{shape.anchor}"'
            )
            return f'<text class="{shape.style}" {place}>{escape(translated(shape.text))}</text>'
        case Path():
            points = " ".join(f"{x:.6g},{y:.6g}" for x, y in shape.points)
            if shape.closed:
                return f'<polygon class="{shape.style}" points="{points}"/>'
            arrow = ' marker-end="url(#arrow)"' if shape.arrow else ""
            return f'<polyline class="{shape.style}" points="{points}"{arrow}/>'
