"""Rows of numbers as text: ``1 0 -1/2 0 -2``, the form of every matrix that a user writes."""

from __future__ import annotations

import math

from convscope.errors import MatrixError

# Numbers up to here can be multiplied and added without overflow.
LARGEST = 1e12

EXAMPLE = 'Write rows apart by "/" and numbers by spaces: "1 0 -1/2 0 -2".'


def read_rows(text: str, *, digits: bool = False, of: str = "") -> list[list[float]]:
    """Read a matrix row by row.

    Args:
        text: rows apart by ``/``, ``;`` or line breaks, numbers in a row by spaces or commas.
        digits: whether each digit is a number instead.
        of: words after the row's number in messages, such as `` of channel 2``.

    Raises:
        MatrixError: names the row that is wrong.
    """
    lines = text.replace(";", "/").replace("\n", "/").strip("/ \t").split("/")
    rows = [_row(line, f"Row {number}{of}", digits) for number, line in enumerate(lines, start=1)]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise MatrixError(
                f"Row {number}{of} is {len(row)} wide, but row 1 is {len(rows[0])} wide.",
                "Give every row the same number of numbers.",
            )
    return rows


def read_number(text: str, name: str) -> float:
    """Read one number of what is called ``name``.

    Raises:
        MatrixError: it is not a number, or too large to be multiplied and added without overflow.
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not abs(number) <= LARGEST:
        raise MatrixError(f"{name} holds {text!r}, which is not a number up to {LARGEST:g}.", EXAMPLE)
    return number


def _row(line: str, name: str, digits: bool) -> list[float]:
    parts = list(line.strip()) if digits else line.replace(",", " ").split()
    if not parts:
        raise MatrixError(f"{name} is empty.", EXAMPLE)
    return [read_number(part, name) for part in parts]
