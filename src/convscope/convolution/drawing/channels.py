"""One output element of a layer with many channels as a picture: the strongest channels, the rest, the sum."""

from __future__ import annotations

import numpy as np

from convscope.convolution.drawing import scene
from convscope.convolution.drawing.scene import CELL, Look, Rectangle, Scene, Text
from convscope.convolution.element import Element
from convscope.convolution.matrix import number_text, signed_text

MARGIN, GAP, BETWEEN, HEAD, LINE = 28, 44, 44, 40, 24
SHOWN = 4


def channels_scene(element: Element, size: tuple[int, int], name: str, after: tuple[str, ...] = ()) -> Scene:
    """Draw window, filter, products and sum of the channels whose sums are largest, and what is added to them.

    Args:
        element: the arithmetic.
        size: (rows, columns) of the layer's input: what lies outside is padding.
        name: the picture's first line.
        after: lines on what follows the convolution.
    """
    rows, columns = element.window.shape[1:]
    strongest = [int(at) for at in np.argsort(-np.abs(element.sums), kind="stable")[:SHOWN]]
    wide, high = columns * CELL, rows * CELL
    filter_x = MARGIN + max(wide, 100) + GAP
    products_x = filter_x + max(wide, 100) + GAP
    sum_x = products_x + max(wide, 100) + GAP

    def seen(row: int, column: int) -> Look:
        inside = 0 <= element.rows[row] < size[0] and 0 <= element.columns[column] < size[1]
        return scene.SEEN if inside else scene.SEEN_PADDING

    shapes: list[Rectangle | Text] = [Text(MARGIN, MARGIN, name, 15, scene.INK, "left")]
    y = MARGIN + LINE + HEAD
    for at in strongest:
        window, weights, products = element.window[at], element.weights[at], element.products[at]
        middle = y + high / 2
        shapes += [
            scene.title(MARGIN, y, f"Channel {element.channels[at]}"),
            *scene.cells(MARGIN, y, window, seen),
            scene.operator(filter_x - GAP / 2, middle, "x"),
            scene.title(filter_x, y, "Filter"),
            *scene.cells(filter_x, y, weights, lambda r, c, w=weights: scene.signed_look(w[r, c])),  # type: ignore[misc]
            scene.operator(products_x - GAP / 2, middle, "="),
            scene.title(products_x, y, "Products"),
            *scene.cells(products_x, y, products, lambda r, c, p=products: scene.signed_look(p[r, c])),  # type: ignore[misc]
            scene.title(sum_x, middle - CELL / 2, "Sum"),
            *_one(sum_x, middle - CELL / 2, float(element.sums[at])),
        ]
        y += max(high, CELL) + BETWEEN
    lines = [*_sum_lines(element, strongest), *after]
    shapes += [
        Text(MARGIN, y - 6 + LINE * number, line, 15, scene.INK, "left") for number, line in enumerate(lines)
    ]
    longest = max(len(line) for line in (name, *lines))
    width = max(sum_x + 2 * CELL, 8 * longest + MARGIN) + MARGIN
    return Scene(int(width), int(y + LINE * len(lines) + MARGIN / 2), tuple(shapes))


def _one(x: float, y: float, number: float) -> list[Rectangle | Text]:
    return scene.cells(x, y, np.array([[number]]), lambda _r, _c: scene.signed_look(number))


def _sum_lines(element: Element, shown: list[int]) -> list[str]:
    rest = len(element.channels) - len(shown)
    terms = [signed_text(float(element.sums[at])) for at in shown]
    if rest:
        others = float(element.sums.sum() - element.sums[shown].sum())
        terms.append(f"{signed_text(others)} ({rest} other channel{'s' * (rest > 1)})")
    if element.bias:
        terms.append(f"{signed_text(element.bias)} (bias)")
    return [f"{' + '.join(terms)} = {number_text(element.value)}"] if len(terms) > 1 else []
