"""A picture as rectangles and texts, before it becomes SVG or pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from convscope.convolution.matrix import Array, number_text

CELL = 38


@dataclass(frozen=True)
class Rectangle:
    """A box, filled unless ``fill`` is empty."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str
    thickness: float = 1


@dataclass(frozen=True)
class Text:
    """A line of text, centred on its point or, with ``align`` left, starting there."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    align: Literal["middle", "left"] = "middle"


@dataclass(frozen=True)
class Scene:
    """All of a picture, drawn in order."""

    width: int
    height: int
    shapes: tuple[Rectangle | Text, ...]


@dataclass(frozen=True)
class Look:
    """Colours of a cell."""

    fill: str
    stroke: str
    ink: str


BACKGROUND = "#ffffff"
INK, QUIET = "#1e293b", "#64748b"
PLAIN = Look("#ffffff", "#cbd5e1", INK)
PADDING = Look("#f1f5f9", "#e2e8f0", "#a3b0c2")
SEEN = Look("#fef3c7", "#f2d06b", "#78350f")
SEEN_PADDING = Look("#fdf8e4", "#f2e3b3", "#b59b5b")
POSITIVE = Look("#ffe4e6", "#f5b5bd", "#be123c")
NEGATIVE = Look("#dbeafe", "#a9c8f5", "#1d4ed8")
ZERO = Look("#ffffff", "#d7dee8", "#94a3b8")
DONE = Look("#ecfdf5", "#a7e3c8", "#065f46")
CURRENT = Look("#a7f3d0", "#34a87a", "#064e3b")
WAITING = Look("#ffffff", "#e2e8f0", "#ffffff")
WINDOW_STROKE, CURRENT_STROKE = "#d97706", "#059669"


def signed_look(number: float) -> Look:
    """Red for positive numbers, blue for negative, as in every signed picture; grey for zero."""
    if number == 0:
        return ZERO
    return POSITIVE if number > 0 else NEGATIVE


def cells(x: float, y: float, values: Array, look: Callable[[int, int], Look]) -> list[Rectangle | Text]:
    """A grid of numbers whose top left corner is at (x, y)."""
    shapes: list[Rectangle | Text] = []
    for row, line in enumerate(values):
        for column, number in enumerate(line):
            its, left, top = look(row, column), x + column * CELL, y + row * CELL
            shapes.append(Rectangle(left, top, CELL, CELL, its.fill, its.stroke))
            if its is not WAITING:
                text = number_text(number)
                size = 16 if len(text) < 4 else 12 if len(text) < 6 else 9
                shapes.append(Text(left + CELL / 2, top + CELL / 2, text, size, its.ink))
    return shapes


def outline(x: float, y: float, rows: int, columns: int, colour: str) -> Rectangle:
    """A thick frame around rows x columns cells."""
    return Rectangle(x, y, columns * CELL, rows * CELL, "", colour, 3)


def title(x: float, y: float, text: str) -> Text:
    """A caption whose left end is at x, above a grid that starts at y."""
    return Text(x, y - 16, text, 15, QUIET, "left")


def operator(x: float, y: float, text: str) -> Text:
    """A sign between two grids."""
    return Text(x, y, text, 20, QUIET)
