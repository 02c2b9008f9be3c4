"""What follows a convolution as a picture: maps before and after a stage; and a heading over any picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from convscope.convolution.drawing import scene
from convscope.convolution.drawing.scene import CELL, Look, Rectangle, Scene, Text
from convscope.convolution.drawing.step import BETWEEN, GAP, HEAD, LETTER, MARGIN, Shapes
from convscope.convolution.matrix import Array

_HEADING = 34


def stage_scene(before: Array, after: Array, sign: str, titles: Sequence[str]) -> Scene:
    """Draw the maps before a stage, its sign, and what comes out.

    Args:
        before: (maps, rows, columns); red where positive, blue where negative.
        after: the same axes, or (numbers,), which is one column.
        sign: between the two, ReLU.
        titles: over each map before, then over what comes after: one for each map, or one for all numbers.
    """
    grids = after if after.ndim == 3 else after.reshape(1, -1, 1)
    maps = [(before, titles[: len(before)]), (grids, titles[len(before) :])]
    heights = [len(maps_) * maps_.shape[1] * CELL + (len(maps_) - 1) * BETWEEN for maps_, _ in maps]
    centre = MARGIN + HEAD + max(heights) / 2
    room = max(GAP, LETTER * len(sign) / 2 + MARGIN)
    widths = [max(maps_.shape[2] * CELL, LETTER * max(map(len, names))) for maps_, names in maps]
    lefts = (
        MARGIN,
        MARGIN + before.shape[2] * CELL + max(2 * room, widths[0] - before.shape[2] * CELL + MARGIN),
    )
    shapes: Shapes = [scene.operator((MARGIN + before.shape[2] * CELL + lefts[1]) / 2, centre, sign)]
    for (maps_, names), left, height in zip(maps, lefts, heights, strict=True):
        for number, (values, name) in enumerate(zip(maps_, names, strict=True)):
            y = centre - height / 2 + number * (maps_.shape[1] * CELL + BETWEEN)

            def look(row: int, column: int, values: Array = values) -> Look:
                return scene.signed_look(values[row, column])

            shapes += [scene.title(left, y, name), *scene.cells(left, y, values, look)]
    return Scene(int(lefts[1] + widths[1] + MARGIN), int(centre + max(heights) / 2 + MARGIN), tuple(shapes))


def headed(drawn: Scene, heading: str) -> Scene:
    """A picture with a line over it."""
    moved: list[Rectangle | Text] = [replace(shape, y=shape.y + _HEADING) for shape in drawn.shapes]
    line = Text(MARGIN, MARGIN, heading, 18, scene.INK, "left")
    width = max(drawn.width, int(2 * MARGIN + 10 * len(heading)))
    return Scene(width, drawn.height + _HEADING, (line, *moved))
