"""A scene as SVG."""

from __future__ import annotations

from xml.sax.saxutils import escape

from convscope.convolution.drawing.scene import BACKGROUND, Rectangle, Scene, Text
from convscope.language import translated

FONTS = "Inter, 'Helvetica Neue', Arial, sans-serif"


def svg(scene: Scene) -> str:
    """Write a scene as a document of its own."""
    size = f'width="{scene.width}" height="{scene.height}" viewBox="0 0 {scene.width} {scene.height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONTS}">',
        f'<rect width="100%" height="100%" fill="{BACKGROUND}"/>',
        *(_rectangle(shape) if isinstance(shape, Rectangle) else _text(shape) for shape in scene.shapes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _rectangle(box: Rectangle) -> str:
    place = f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
    return (
        f'<rect {place} fill="{box.fill or "none"}" stroke="{box.stroke}" stroke-width="{box.thickness:g}"/>'
    )


def _text(line: Text) -> str:
    anchor = ' text-anchor="middle"' if line.align == "middle" else ""
    place = f'x="{line.x:g}" y="{line.y:g}" dy="0.35em" font-size="{line.size:g}"'
    return f'<text {place} fill="{line.colour}"{anchor}>{escape(translated(line.text))}</text>'
