"""The place of an output, as the user types it."""

from __future__ import annotations

from convscope.errors import MatrixError


def read_place(text: str) -> tuple[int, int, int]:
    """Read an output element: ``row,column`` of filter 0, or ``filter,row,column``.

    Raises:
        MatrixError: the text is malformed.
    """
    parts = text.split(",")
    if len(parts) in (2, 3) and all(part.strip().isdigit() for part in parts):
        *filter_, row, column = map(int, parts)
        return (filter_[0] if filter_ else 0), row, column
    raise MatrixError(f"An element is written row,column or filter,row,column, got {text!r}.", "Write 0,1.")
