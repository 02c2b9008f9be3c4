"""A CSV as a data set: a row a picture, with columns for its path, its class and, if there is one, its split."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from convscope.datasets.class_folders import SPLITS
from convscope.datasets.dataset import UNDIVIDED, Dataset, Row, assembled
from convscope.datasets.sources import FileSource
from convscope.errors import DataError

PATHS = ("path", "file", "filename", "image", "photo")
LABELS = ("label", "class", "target", "category")
SPLIT_COLUMNS = ("split", "subset", "set")
_DELIMITERS = (",", ";", "\t", "|")


class Table(NamedTuple):
    """The header of a CSV, and its rows with the lines of the file at which they begin."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def open_table(path: Path, name: str, *, needs_labels: bool = True) -> Dataset:
    """The data set of a CSV; paths in it are relative to its folder, and further columns stay with the items.

    The columns are separated by commas, semicolons, tabs or bars, whichever part the header into a path and a label;
    paths may be written as on Windows.  Where labels are not needed, their column or that of a row may be missing.

    Raises:
        DataError: columns are missing, a row is wrong, a split is none, or none of the files is there.
    """
    table = table_of(path.read_bytes(), name)
    columns: dict[str, int] = {}
    for place, column in enumerate(table.header):
        columns.setdefault(column.strip().lower(), place)
    of_path, of_split = _column(columns, PATHS, name), known_column(columns, SPLIT_COLUMNS)
    of_label = _column(columns, LABELS, name) if needs_labels else known_column(columns, LABELS)
    further = [
        (column, place)
        for place, column in enumerate(table.header)
        if place not in (of_path, of_label, of_split)
    ]
    items: list[Row] = []
    seen: set[str] = set()
    for line, row in table.rows:
        values = [value.strip() for value in row]
        label = values[of_label] if of_label is not None else ""
        if not values[of_path] or (needs_labels and not label):
            missing = "path" if not values[of_path] else "label"
            raise DataError(f"Line {line} of {name} has no {missing}.", "Complete the line, or remove it.")
        item = _as_here(path.parent, values[of_path])
        if item in seen:
            raise DataError(f"Line {line} of {name} names {item} a second time.", "Remove one of the lines.")
        seen.add(item)
        said = values[of_split].lower() if of_split is not None else ""
        if said and said not in SPLITS:
            raise DataError(f"Line {line} of {name} has the split {said!r}.", "Write train, val or test.")
        others = {column: row[place] for column, place in further}
        split = SPLITS.get(said, UNDIVIDED)
        items.append((split, label or None, item, FileSource(path.parent / item), others))
    _check_there(path, name, [item for _, _, item, _, _ in items])
    return assembled(name, items, needs_labels=needs_labels)


def known_column(columns: Mapping[str, int], wanted: Sequence[str]) -> int | None:
    """The place of the first of some columns that there is."""
    return next((columns[known] for known in wanted if known in columns), None)


def table_of(content: bytes, name: str) -> Table:
    """The table, its rows filled up to the length of the header.

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        DataError: it is no CSV in UTF-8, or a row is longer than the header.
    """
    try:
        lines = list(_rows(content.decode("utf-8-sig")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{name} is no CSV in UTF-8.", "Save it anew as a CSV.") from error
    (_, header), rows = (lines[0], lines[1:]) if lines else ((1, []), [])
    for line, row in rows:
        if len(row) > len(header):
            raise DataError(
                f"Line {line} of {name} has {len(row)} values, and the header has {len(header)} columns.",
                'Put a value that holds the separator in quotes, as in "a, b.png".',
            )
        row += [""] * (len(header) - len(row))
    return Table(header, rows)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line of the file at which it begins."""
    lines = list(io.StringIO(text, newline=""))
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    delimiter = _delimiter(lines[first]) if lines else ","
    # So Excel writes its separator above the header.
    if lines and lines[first].strip().lower() in {f"sep={sign}" for sign in _DELIMITERS}:
        delimiter, first = lines[first].strip()[-1], first + 1
    reader = csv.reader(lines[first:], delimiter=delimiter)
    begins = first + 1
    for row in reader:
        if any(value.strip() for value in row):
            yield begins, row
        begins = first + reader.line_num + 1


def _delimiter(header: str) -> str:
    """The sign that parts a header into the most of the columns that are looked for, then into the most columns."""

    def columns(sign: str) -> tuple[int, int]:
        names = {name.strip().lower() for name in next(csv.reader([header], delimiter=sign), [])}
        return sum(not names.isdisjoint(known) for known in (PATHS, LABELS)), len(names)

    return max(_DELIMITERS, key=columns)


def _as_here(folder: Path, file: str) -> str:
    """The path of a file, with the signs of Windows only where there is such a file."""
    return file if "\\" not in file or (folder / file).exists() else PureWindowsPath(file).as_posix()


def _check_there(path: Path, name: str, files: Sequence[str]) -> None:
    """Say once, and not for every file, that all are looked for in the wrong place."""
    if not files or any((path.parent / file).exists() for file in files):
        return
    for root in (Path.cwd(), path.parent.parent):
        if (root / files[0]).exists():
            hint = f"They lie below {root}: put the CSV there."
            break
    else:
        hint = "Paths begin at the folder of the CSV: correct them, or move it."
    first = path.parent / files[0]
    raise DataError(
        f"None of the {len(files)} files that {name} names is there, the first would be {first}.", hint
    )


def _column(columns: dict[str, int], wanted: tuple[str, ...], name: str) -> int:
    found = known_column(columns, wanted)
    if found is None:
        raise DataError(
            f"{name} has no column {wanted[0]!r}; it has {', '.join(columns) or 'none'}.",
            f"Name one of its columns {' or '.join(wanted)}.",
        )
    return found
