"""A CSV as a data set: a row a picture, with columns for its path, its class and, if there is one, its split."""

from __future__ import annotations

import csv
from pathlib import Path

from convscope.datasets.class_folders import SPLITS
from convscope.datasets.dataset import UNDIVIDED, Dataset, assembled
from convscope.datasets.sources import FileSource
from convscope.errors import DataError

_PATHS = ("path", "file", "filename", "image", "photo")
_LABELS = ("label", "class", "target", "category")
_SPLITS = ("split", "subset", "set")


def open_table(path: Path, name: str) -> Dataset:
    """The data set of a CSV; paths in it are relative to its folder, and further columns stay with the items.

    Raises:
        DataError: columns are missing, a row is incomplete, or a split is none.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            table = csv.DictReader(file)
            rows = list(table)
            columns = {column.strip().lower(): column for column in table.fieldnames or ()}
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{name} is no CSV in UTF-8.", "Save it anew as a CSV.") from error
    of_path, of_label = _column(columns, _PATHS, name), _column(columns, _LABELS, name)
    of_split = next((columns[known] for known in _SPLITS if known in columns), None)
    items = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        file_name, label = (row[of_path] or "").strip(), (row[of_label] or "").strip()
        if not file_name or not label:
            missing = "path" if not file_name else "label"
            raise DataError(f"Line {number} of {name} has no {missing}.", "Complete the line, or remove it.")
        if file_name in seen:
            raise DataError(
                f"Line {number} of {name} names {file_name} a second time.", "Remove one of the lines."
            )
        seen.add(file_name)
        said = (row[of_split] or "").strip().lower() if of_split else ""
        if said and said not in SPLITS:
            raise DataError(f"Line {number} of {name} has the split {said!r}.", "Write train, val or test.")
        further = {
            column: value or ""
            for column, value in row.items()
            if column is not None and column not in (of_path, of_label, of_split)
        }
        items.append(
            (SPLITS.get(said, UNDIVIDED), label, file_name, FileSource(path.parent / file_name), further)
        )
    return assembled(name, items)


def _column(columns: dict[str, str], wanted: tuple[str, ...], name: str) -> str:
    found = next((columns[known] for known in wanted if known in columns), None)
    if found is None:
        raise DataError(
            f"{name} has no column {wanted[0]!r}; it has {', '.join(columns) or 'none'}.",
            f"Name one of its columns {' or '.join(wanted)}.",
        )
    return found
