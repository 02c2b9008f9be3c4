"""A value (C, rows, columns) as a volume: channels to the right, rows down, columns into the depth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from convscope.render.diagram.shapes import Label, Path, Piece

LONGEST, TALLEST = 110.0, 64.0
_SKEW = 0.35
_THINNEST = 2.0
_TEXT = 11.0


@dataclass(frozen=True)
class Scale:
    """Length of one channel and of one row or column in the drawing."""

    channel: float
    place: float


def scale(shapes: Iterable[Sequence[int]]) -> Scale:
    """The scale at which all volumes fit; only vectors may be longer."""
    maps = [shape for shape in shapes if len(shape) > 1]
    channels = max((shape[0] for shape in maps), default=1)
    places = max((max(shape[1:]) for shape in maps), default=1)
    return Scale(LONGEST / channels, TALLEST / places)


def draw_volume(shape: Sequence[int], at: Scale) -> Piece:
    """A volume to scale with its size below; a vector is a bar, cut where it is longer than the column."""
    rows, columns = ((1, 1), *((1, size) for size in shape[1:2]), shape[-2:])[min(len(shape) - 1, 2)]
    length = min(max(shape[0] * at.channel, _THINNEST), LONGEST)
    height, depth = max(rows * at.place, _THINNEST), max(columns * at.place, _THINNEST) * _SKEW
    front = ((0.0, depth), (length, depth), (length, depth + height), (0.0, depth + height))
    top = ((0.0, depth), (depth, 0.0), (length + depth, 0.0), (length, depth))
    side = ((length, depth), (length + depth, 0.0), (length + depth, height), (length, depth + height))
    text = " x ".join(map(str, shape))
    label = Label((length + depth) / 2, depth + height + 11, text, "detail", _TEXT)
    faces = [("face", front), ("face top", top), ("face side", side)]
    drawn = tuple(Path(points, style, closed=True) for style, points in faces)
    return Piece(length + depth, depth + height + 19, (length + depth) / 2, (*drawn, label))
