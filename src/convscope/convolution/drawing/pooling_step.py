"""One step of a pooling as a picture: the maps and the window, the pooled maps."""

from __future__ import annotations

from convscope.convolution.drawing import scene
from convscope.convolution.drawing.scene import CELL, Look, Scene, Text
from convscope.convolution.drawing.step import BETWEEN, GAP, HEAD, MARGIN, Shapes
from convscope.convolution.drawing.walk import Place
from convscope.convolution.matrix import Array, number_text
from convscope.convolution.pooling import Pooling


def pooling_scene(pooling: Pooling, maps: Array, pooled: Array, place: Place, *, filled: int) -> Scene:
    """Draw one step of a pooling.

    Args:
        pooling: how.
        maps: (O, rows, columns) before it.
        pooled: (O, rows, columns) after it.
        place: (map, row, column) that is being computed.
        filled: how many outputs, in the order of the walk, have been computed.
    """
    (kernel_rows, kernel_columns), (stride_rows, stride_columns) = pooling.kernel, pooling.stride
    window_row, window_column = place[1] * stride_rows, place[2] * stride_columns
    right = MARGIN + maps.shape[2] * CELL + 2 * GAP
    step = maps.shape[1] * CELL + BETWEEN
    shapes: Shapes = []
    for number, (before, after) in enumerate(zip(maps, pooled, strict=True)):
        y, here = MARGIN + HEAD + number * step, number == place[0]
        after_y = y + (maps.shape[1] - pooled.shape[1]) * CELL / 2

        def before_look(row: int, column: int, here: bool = here) -> Look:
            inside = 0 <= row - window_row < kernel_rows and 0 <= column - window_column < kernel_columns
            return scene.SEEN if here and inside else scene.DONE

        def after_look(row: int, column: int, number: int = number) -> Look:
            if (number, row, column) == place:
                return scene.CURRENT
            done = (number * pooled.shape[1] + row) * pooled.shape[2] + column < filled
            return scene.DONE if done else scene.WAITING

        shapes += [scene.title(MARGIN, y, f"Map {number}"), *scene.cells(MARGIN, y, before, before_look)]
        shapes += [
            scene.title(right, after_y, "Pooled"),
            *scene.cells(right, after_y, after, after_look),
        ]
        if here:
            corner = MARGIN + window_column * CELL, y + window_row * CELL
            shapes.append(scene.outline(*corner, kernel_rows, kernel_columns, scene.WINDOW_STROKE))
            corner = right + place[2] * CELL, after_y + place[1] * CELL
            shapes.append(scene.outline(*corner, 1, 1, scene.CURRENT_STROKE))
            middle = y + maps.shape[1] * CELL / 2
            shapes.append(scene.operator(right - GAP, middle, pooling.kind))
    window = maps[
        place[0], window_row : window_row + kernel_rows, window_column : window_column + kernel_columns
    ]
    numbers = ", ".join(number_text(number) for number in window.flat)
    bottom = MARGIN + HEAD + len(maps) * step
    text = f"{pooling.kind}({numbers}) = {number_text(float(pooled[place]))}"
    shapes.append(Text(MARGIN, bottom + 6, text, 15, scene.INK, "left"))
    return Scene(
        int(right + max(pooled.shape[2] * CELL, 170) + MARGIN), int(bottom + 2 * MARGIN), tuple(shapes)
    )
