"""A CSV of texts: a row a text, with columns for it, its class and, if there is one, its split."""

from __future__ import annotations

import os
from pathlib import Path

from convscope.datasets.class_folders import SPLITS
from convscope.datasets.dataset import UNDIVIDED, Dataset, Row, assembled, several
from convscope.datasets.tables import LABELS, PATHS, SPLIT_COLUMNS, known_column, table_of
from convscope.datasets.texts.text_source import TextSource
from convscope.errors import DataError
from convscope.images.files import printable
from convscope.network.vocabulary import words_of

TEXTS = ("text", "sentence", "review", "phrase")


def open_texts(place: str | os.PathLike[str]) -> Dataset | None:
    """Open a table of texts in classes.

    Args:
        place: a CSV or TSV with the columns ``text`` and ``label``, perhaps ``split`` with train, val or test.

    Returns:
        Its items are called by their lines; None where there is no such table.

    Raises:
        DataError: a row has no words or no class, or there are fewer than two classes.
    """
    path, name = Path(place), printable(os.fspath(place))
    if not path.is_file() or path.suffix.lower() not in (".csv", ".tsv"):
        return None
    table = table_of(path.read_bytes(), name)
    columns: dict[str, int] = {}
    for number, column in enumerate(table.header):
        columns.setdefault(column.strip().lower(), number)
    of_text, of_label = known_column(columns, TEXTS), known_column(columns, LABELS)
    if of_text is None or known_column(columns, PATHS) is not None:
        return None
    if of_label is None:
        raise DataError(f"{name} has no column {LABELS[0]!r}.", f"Name a column {' or '.join(LABELS)}.")
    of_split = known_column(columns, SPLIT_COLUMNS)
    rows: list[Row] = []
    for line, row in table.rows:
        values = [value.strip() for value in row]
        text, label = values[of_text], values[of_label]
        if not words_of(text) or not label:
            missing = "label" if words_of(text) else "text"
            raise DataError(f"Line {line} of {name} has no {missing}.", "Complete the line, or remove it.")
        said = values[of_split].lower() if of_split is not None else ""
        if said and said not in SPLITS:
            raise DataError(f"Line {line} of {name} has the split {said!r}.", "Write train, val or test.")
        rows.append((SPLITS.get(said, UNDIVIDED), label, f"line {line:07}", TextSource(text), {}))
    return several(assembled(name, rows))
