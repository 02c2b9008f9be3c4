"""Boxes as people write them, in each of the forms that files of boxes use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from convscope.errors import BoxError, suggest
from convscope.rows import read_rows

# (left, top, right, bottom) in pixels; right and bottom are where the box ends.
Box = tuple[float, float, float, float]

# What the four numbers of a box are, and how its edges follow from them.
FORMS: Mapping[str, Callable[[float, float, float, float], Box]] = {
    "corners": lambda left, top, right, bottom: (left, top, right, bottom),
    "size": lambda left, top, width, height: (left, top, left + width, top + height),
    "centre": lambda x, y, width, height: (x - width / 2, y - height / 2, x + width / 2, y + height / 2),
}


class ScoredBoxes(NamedTuple):
    """Detections before suppression.

    Attributes:
        boxes: (left, top, right, bottom) of each.
        scores: of each.
        classes: of each, a whole number.
    """

    boxes: tuple[Box, ...]
    scores: tuple[float, ...]
    classes: tuple[int, ...]


def read_box(text: str, form: str = "corners") -> Box:
    """Read one box.

    Args:
        text: four numbers, ``127 40 344 226``.
        form: what they are, one of `FORMS`: ``corners`` (left, top, right, bottom), ``size`` (left, top, width,
            height) or ``centre`` (column and row of the centre, width, height).

    Raises:
        MatrixError: something in it is no number.
        BoxError: there are more or fewer numbers, or the box has no area.
    """
    rows = read_rows(text)
    if len(rows) != 1 or len(rows[0]) != 4:
        raise BoxError(f"A box is four numbers, got {text!r}.", 'Write it as "127 40 344 226".')
    return _box(rows[0], "The box", form)


def read_scored_boxes(text: str, form: str = "corners") -> ScoredBoxes:
    """Read detections.

    Args:
        text: a row each, apart by ``/``: four numbers of the box, its score and, if there are several, its class.
        form: what the four numbers are, see `read_box`.

    Raises:
        MatrixError: a row is wrong.
        BoxError: a row has other than five or six numbers, a box has no area, or a class is no whole number.
    """
    rows = read_rows(text)
    if len(rows[0]) not in (5, 6):
        raise BoxError(
            f"A detection is a box of four numbers, a score and perhaps a class, got {len(rows[0])} numbers.",
            'Write rows as "127 40 344 226 0.9" or "127 40 344 226 0.9 1".',
        )
    boxes, classes = [], []
    for number, row in enumerate(rows, start=1):
        boxes.append(_box(row[:4], f"Row {number}", form))
        said = row[5] if len(row) == 6 else 0.0
        if said != int(said):
            raise BoxError(f"The class of row {number} is a whole number, got {said:g}.")
        classes.append(int(said))
    return ScoredBoxes(tuple(boxes), tuple(row[4] for row in rows), tuple(classes))


def _box(numbers: Sequence[float], name: str, form: str) -> Box:
    if form not in FORMS:
        raise BoxError(
            f"There is no form of boxes {form!r}.", suggest(form, FORMS, f"There are {', '.join(FORMS)}.")
        )
    box = FORMS[form](*numbers)
    if not (box[2] > box[0] and box[3] > box[1]):
        raise BoxError(
            f"{name} has no area: it reaches from column {box[0]:g} to {box[2]:g} and from row {box[1]:g} to "
            f"{box[3]:g}.",
            "Write left, top, right, bottom, or name another form: size or centre.",
        )
    return box
