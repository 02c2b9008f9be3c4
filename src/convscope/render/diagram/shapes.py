"""Shapes of an SVG, and movable pieces of a drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

# Mean width of a letter of the fonts named in the style, in units of its size; on the safe side.
LETTER = 0.58
TITLE, DETAIL = 12.0, 10.0


@dataclass(frozen=True)
class Rectangle:
    """A box of a class of the style; ``tip`` is shown on pointing at it."""

    x: float
    y: float
    width: float
    height: float
    style: str
    tip: str = ""


@dataclass(frozen=True)
class Label:
    """A line of text whose middle height is at y."""

    x: float
    y: float
    text: str
    style: str
    size: float
    anchor: str = "middle"


@dataclass(frozen=True)
class Path:
    """Straight lines between points, closed and filled as the style says."""

    points: tuple[tuple[float, float], ...]
    style: str
    arrow: bool = False
    closed: bool = False


Shape = Rectangle | Label | Path


@dataclass(frozen=True)
class Piece:
    """A part of the drawing with its own origin.

    Attributes:
        width: of all in it; so is the height.
        height: of all in it.
        axis: x at which the flow comes in at the top and leaves at the bottom.
        shapes: what it is drawn of.
    """

    width: float
    height: float
    axis: float
    shapes: tuple[Shape, ...]


def moved(shapes: Iterable[Shape], x: float, y: float) -> tuple[Shape, ...]:
    """The shapes elsewhere."""
    return tuple(
        replace(shape, points=tuple((a + x, b + y) for a, b in shape.points))
        if isinstance(shape, Path)
        else replace(shape, x=shape.x + x, y=shape.y + y)
        for shape in shapes
    )


def text_width(text: str, size: float) -> float:
    """Width of a line of text."""
    return len(text) * size * LETTER
