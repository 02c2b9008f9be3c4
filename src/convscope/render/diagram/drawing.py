"""The whole diagram: stages below one another, each with its volumes, its layers and their parameters."""

from __future__ import annotations

from itertools import groupby

from convscope.graph.graph import Graph
from convscope.render.diagram.layout import STEP, lay_out
from convscope.render.diagram.parts import Part, parameters, result
from convscope.render.diagram.shapes import Label, Path, Piece, Rectangle, Shape, moved, text_width
from convscope.render.diagram.structures import structure
from convscope.render.diagram.svg import to_svg
from convscope.render.diagram.volume import draw_volume, scale

_MARGIN = 20.0
_COLUMN = 190.0
_NUMBERS = 110.0
_LONGEST_NAME = 55
_KEY = "Volumes to scale: channels to the right, rows down, columns into the depth; long vectors are cut."


def draw_graph(graph: Graph, name: str) -> str:
    """The diagram of a network as an SVG document.

    From top to bottom: the layers of one resolution share a stage.  Branches stand side by side, a connection
    that skips layers is orange, and equal blocks in a row are drawn once, with their number.

    Args:
        graph: the traced network; its first output is drawn.
        name: what stands above.
    """
    whole = structure(graph)
    rows = [(part, lay_out(part)) for part in whole.parts]
    at = scale(result(part).shape for part in whole.parts)
    axis = _MARGIN + _COLUMN + max(piece.axis for _, piece in rows)
    flow_end = axis + max(piece.width - piece.axis for _, piece in rows)
    width = max(flow_end + _NUMBERS, text_width(_KEY, 10) + _MARGIN) + _MARGIN
    right = width - _MARGIN
    head = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 4]} ..."
    total = f"{parameters(whole):,} parameters"
    shapes: list[Shape] = [
        Label(_MARGIN, 24, head, "name", 16, "start"),
        Label(_MARGIN, 46, total, "detail", 11, "start"),
    ]
    shapes.append(Label(right, 46, "parameters", "detail", 11, "end"))
    y, last = 66.0, 0.0
    for resolution, stage in groupby(rows, key=lambda row: _resolution(row[0])):
        top = y
        inner: list[Shape] = []
        y += 30
        for part, piece in stage:
            begin, y, row = _row(part, piece, draw_volume(result(part).shape, at), y, axis, right)
            inner += row
            if last:
                inner.append(Path(((axis, last), (axis, begin)), "flow", arrow=True))
            last = begin + piece.height
        shapes.append(Rectangle(_MARGIN / 2, top, width - _MARGIN, y - top - 6, "band"))
        shapes.append(Label(_MARGIN, top + 15, resolution, "stage", 12, "start"))
        shapes += inner
        y += 4
    shapes.append(Label(_MARGIN, y + 12, _KEY, "detail", 10, "start"))
    return to_svg(shapes, width, y + 28, f"Diagram of {name}: {total}")


def _row(
    part: Part, piece: Piece, volume: Piece, y: float, axis: float, right: float
) -> tuple[float, float, list[Shape]]:
    """One part of the main line; also where its flow begins, and where the next part may."""
    bottom = y + max(volume.height, piece.height)
    middle = (y + bottom) / 2
    flow_top = middle - piece.height / 2
    shapes = [
        *moved(volume.shapes, _MARGIN + _COLUMN / 2 - 10 - volume.axis, middle - volume.height / 2),
        *moved(piece.shapes, axis - piece.axis, flow_top),
    ]
    count = parameters(part)
    if count:
        shapes.append(Label(right, middle, f"{count:,}", "detail", 11, "end"))
    return flow_top, bottom + STEP, shapes


def _resolution(part: Part) -> str:
    places = result(part).shape[1:]
    return " x ".join(map(str, places)) if any(size != 1 for size in places) else "vectors"
