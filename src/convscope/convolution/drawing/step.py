"""One step of a convolution as a picture: input and window, filter, products, output."""

from __future__ import annotations

import textwrap

import numpy as np

from convscope.convolution.drawing import scene
from convscope.convolution.drawing.scene import CELL, Look, Rectangle, Scene, Text
from convscope.convolution.drawing.walk import Place, Walk
from convscope.convolution.element import Element
from convscope.convolution.matrix import Array
from convscope.language import translated

MARGIN, GAP, BETWEEN, HEAD = 28, 56, 44, 40
LETTER, LINE = 7.6, 24

Shapes = list[Rectangle | Text]


def step_scene(walk: Walk, place: Place, *, filled: int | None = None) -> Scene:
    """Draw one step of the walk.

    Args:
        walk: what is shown.
        place: (filter, row, column) of the output that is being computed.
        filled: how many outputs, in the order of the walk, have been computed; all unless given.

    Raises:
        AddressError: the output has no such element.
    """
    element = walk.element(place)
    (top, bottom), (left, right) = walk.layer.padding
    padded = np.pad(walk.values, ((0, 0), (top, bottom), (left, right)))
    tall = max(padded.shape[1], walk.layer.kernel[0])
    kernel_width = walk.layer.kernel[1] * CELL

    first, second = (
        (LETTER * len(name) for name in (walk.names.input, walk.names.filter)) if walk.names else (0, 0)
    )
    filter_x = MARGIN + max(padded.shape[2] * CELL, first - GAP / 2) + GAP
    products_x = filter_x + max(kernel_width, second - GAP / 2) + GAP
    sign = translated("sum + bias" if walk.layer.bias.any() else "sum")
    output_x = products_x + kernel_width + GAP + 7 * len(sign) - 7
    inputs_height = _stack_height(len(padded), tall)
    outputs_height = _stack_height(*walk.outputs.shape[:2])
    height = max(inputs_height, outputs_height)
    centre = MARGIN + HEAD + height / 2
    shapes: Shapes = []
    for channel in range(len(padded)):
        y = centre - inputs_height / 2 + channel * (tall * CELL + BETWEEN)
        name = f"Input, channel {channel}" if len(padded) > 1 else "Input"
        name = walk.names.input if walk.names else name
        shapes += _input(walk, element, channel, padded[channel], MARGIN, y, name)
        if channel in element.channels:
            middle = y + tall * CELL / 2
            kernel_y = middle - walk.layer.kernel[0] * CELL / 2
            suffix = f", ch. {channel}" if len(padded) > 1 else ""
            title = walk.names.filter if walk.names else f"Filter {element.filter}{suffix}"
            shapes += _filter_and_products(element, channel, filter_x, products_x, kernel_y, title)
            shapes.append(scene.operator(filter_x - GAP / 2, middle, "x"))
            shapes.append(scene.operator(products_x - GAP / 2, middle, "="))
    shapes.append(scene.operator((products_x + kernel_width + output_x) / 2, centre, sign))
    shapes += _outputs(walk, place, len(walk.places) if filled is None else filled, output_x, centre)
    grid_bottom = centre + height / 2 + BETWEEN

    titles = LETTER * max(len(_output_title(walk, filter_)) for filter_ in range(len(walk.outputs)))
    width = max(output_x + max(walk.outputs.shape[2] * CELL, titles) + MARGIN, 560)
    letters = int((width - 2 * MARGIN) / LETTER)
    lines = _wrapped(walk, place, letters)
    # Every step leaves room for the longest, so that the frames of an animation have one size.
    room = max(len(_wrapped(walk, (filter_, 0, 0), letters)) for filter_ in range(len(walk.outputs)))
    shapes += [
        Text(MARGIN, grid_bottom + 6 + LINE * number, line, 15, scene.INK, "left")
        for number, line in enumerate(lines)
    ]
    return Scene(int(width), int(grid_bottom + LINE * room + MARGIN / 2), tuple(shapes))


def _stack_height(grids: int, rows: int) -> float:
    return grids * rows * CELL + (grids - 1) * BETWEEN


def _wrapped(walk: Walk, place: Place, letters: int) -> list[str]:
    filter_, row, column = place
    which = f"output {filter_}, " if len(walk.outputs) > 1 else ""
    written = [f"{which}row {row}, column {column}:", *walk.arithmetic(place)]
    return [part for line in written for part in textwrap.wrap(line, letters)]


def _input(
    walk: Walk, element: Element, channel: int, padded: Array, x: float, y: float, name: str
) -> Shapes:
    (top, _), (left, _) = walk.layer.padding
    rows, columns = walk.values.shape[1:]

    def look(row: int, column: int) -> Look:
        inside = 0 <= row - top < rows and 0 <= column - left < columns
        if channel in element.channels and row - top in element.rows and column - left in element.columns:
            return scene.SEEN if inside else scene.SEEN_PADDING
        return scene.PLAIN if inside else scene.PADDING

    shapes = [scene.title(x, y, name), *scene.cells(x, y, padded, look)]
    if channel in element.channels:
        corner = x + (element.columns[0] + left) * CELL, y + (element.rows[0] + top) * CELL
        shapes.append(scene.outline(*corner, *walk.layer.span, scene.WINDOW_STROKE))
    return shapes


def _filter_and_products(
    element: Element, channel: int, filter_x: float, products_x: float, y: float, title: str
) -> Shapes:
    place = element.channels.index(channel)
    weights, products = element.weights[place], element.products[place]
    return [
        scene.title(filter_x, y, title),
        *scene.cells(filter_x, y, weights, lambda r, c: scene.signed_look(weights[r, c])),
        scene.title(products_x, y, "Products"),
        *scene.cells(products_x, y, products, lambda r, c: scene.signed_look(products[r, c])),
    ]


def _outputs(walk: Walk, place: Place, filled: int, x: float, centre: float) -> Shapes:
    filters, rows, columns = walk.outputs.shape
    shapes: Shapes = []
    for filter_ in range(filters):
        y = centre - _stack_height(filters, rows) / 2 + filter_ * (rows * CELL + BETWEEN)

        def look(row: int, column: int, filter_: int = filter_) -> Look:
            if (filter_, row, column) == place:
                return scene.CURRENT
            done = (filter_ * rows + row) * columns + column < filled
            return scene.DONE if done else scene.WAITING

        shapes += [scene.title(x, y, _output_title(walk, filter_))]
        shapes += scene.cells(x, y, walk.outputs[filter_], look)
        if filter_ == place[0]:
            corner = x + place[2] * CELL, y + place[1] * CELL
            shapes.append(scene.outline(*corner, 1, 1, scene.CURRENT_STROKE))
    return shapes


def _output_title(walk: Walk, filter_: int) -> str:
    if walk.names:
        return walk.names.output
    after = f" after {walk.activation}" if walk.activation else ""
    return f"Output {filter_}{after}" if len(walk.outputs) > 1 else f"Output{after}"
