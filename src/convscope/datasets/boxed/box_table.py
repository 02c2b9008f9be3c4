"""CSV: a row a box, with columns for its photo, its class and its edges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import basename, dirname, join, normpath, splitext
from typing import NamedTuple

from convscope.datasets.boxed.boxed_dataset import BoxedDataset, WrittenBox, WrittenPhoto, assembled_boxes
from convscope.datasets.boxed.voc import Files
from convscope.datasets.class_folders import SPLITS, is_hidden, is_picture
from convscope.datasets.dataset import UNDIVIDED
from convscope.datasets.tables import LABELS, PATHS, SPLIT_COLUMNS, Table, known_column, table_of
from convscope.errors import DataError

# The second pair are the corner where the box ends, or its width and height.
_CORNERS = (
    ("xmin", "ymin", "xmax", "ymax"),
    ("x_min", "y_min", "x_max", "y_max"),
    ("left", "top", "right", "bottom"),
    ("x1", "y1", "x2", "y2"),
)
_SIZES = (
    ("x", "y", "width", "height"),
    ("x", "y", "w", "h"),
    ("left", "top", "width", "height"),
)
_PHOTOS = (*PATHS, "image_path", "image_id", "img", "name")
_CROWDS = ("iscrowd", "is_crowd", "crowd")


class _Columns(NamedTuple):
    """Where the columns of a table of boxes stand."""

    photo: int
    label: int
    edges: tuple[int, ...]
    ends_by_size: bool
    split: int | None
    crowd: int | None


@dataclass
class _Found:
    """What the rows of a photo say."""

    split: str
    boxes: list[WrittenBox] = field(default_factory=list)


def box_tables(files: Files, chosen: str | None = None) -> dict[str, Table]:
    """The tables of boxes among some files.

    Args:
        files: all files by their paths.
        chosen: the only one to look at, where the user named one.

    Raises:
        DataError: a table of boxes has a row that is too long.
    """
    found = {}
    for path in sorted(files) if chosen is None else [chosen]:
        if not path.lower().endswith((".csv", ".tsv")) or is_hidden(path):
            continue
        content = files[path].content(path)
        header = content.lower().lstrip().split(b"\n", 2)[:2]
        # Tables of other things are the business of somebody else.
        if any(edges[0].encode() in line for line in header for edges in (*_CORNERS, *_SIZES)):
            table = table_of(content, path)
            if _columns(table) is not None:
                found[path] = table
    return found


def open_box_tables(name: str, files: Files, written: Mapping[str, Table]) -> BoxedDataset:
    """The data set of tables of boxes.

    Columns are known by their names: the photo, its path from the folder of the table or its name alone; the class;
    the edges in pixels, ``xmin ymin xmax ymax``, ``left top right bottom``, ``x1 y1 x2 y2`` or ``x y width height``;
    and, where there are such, the split and whether the box is a crowd.  A row of a photo alone says that nothing is
    in it.

    Args:
        name: of the data set.
        files: all files by their paths.
        written: the tables by their paths.

    Raises:
        DataError: a row is wrong, or its photo is missing; the file and the line are named.
    """
    named: dict[str, list[str]] = {}
    for path in filter(is_picture, sorted(files)):
        for known in {basename(path), splitext(basename(path))[0]}:
            named.setdefault(known, []).append(path)
    photos: dict[str, _Found] = {}
    for path, table in written.items():
        columns = _columns(table)
        assert columns is not None
        of_file = _split_of(path)
        for line, row in table.rows:
            where = f"line {line} of {path}"
            values = [value.strip() for value in row]
            photo = _photo(values[columns.photo], path, where, files, named)
            split = _said_split(values, columns, where) or of_file
            mine = photos.setdefault(photo, _Found(split))
            if mine.split != split:
                raise DataError(
                    f"{photo} is in {mine.split}, and in {split} by {where}.", "Correct one of the lines."
                )
            mine.boxes += _box(values, columns, where)
    classes = sorted({box.label for one in photos.values() for box in one.boxes})
    rows = [WrittenPhoto(one.split, photo, files[photo], None, one.boxes) for photo, one in photos.items()]
    return assembled_boxes(name, "CSV", rows, classes, [])


def _columns(table: Table) -> _Columns | None:
    places: dict[str, int] = {}
    for place, column in enumerate(table.header):
        places.setdefault(column.strip().lower(), place)
    photo, label = known_column(places, _PHOTOS), known_column(places, LABELS)
    edges = next((names for names in (*_CORNERS, *_SIZES) if places.keys() >= set(names)), None)
    if photo is None or label is None or edges is None:
        return None
    return _Columns(
        photo,
        label,
        tuple(places[edge] for edge in edges),
        edges in _SIZES,
        known_column(places, SPLIT_COLUMNS),
        known_column(places, _CROWDS),
    )


def _photo(said: str, table: str, where: str, files: Files, named: Mapping[str, Sequence[str]]) -> str:
    if not said:
        raise DataError(f"There is no photo in {where}.", "Complete the line, or remove it.")
    path = normpath(join(dirname(table), said.replace("\\", "/"))).lstrip("/")
    if path in files and is_picture(path):
        return path
    of_name = named.get(basename(path), ())
    if len(of_name) == 1:
        return of_name[0]
    if of_name:
        raise DataError(
            f"The photo {said!r} in {where} is any of {len(of_name)}, the first {of_name[0]}.",
            "Write its path from the folder of the table.",
        )
    raise DataError(f"The photo {said!r} in {where} is not there.", "Put the photo back, or remove the line.")


def _said_split(values: Sequence[str], columns: _Columns, where: str) -> str | None:
    said = values[columns.split].lower() if columns.split is not None else ""
    if said and said not in SPLITS:
        raise DataError(f"The split in {where} is {said!r}.", "Write train, val or test.")
    return SPLITS.get(said)


def _split_of(path: str) -> str:
    """That which the table's name or a folder of it says."""
    words = [splitext(basename(path))[0].lower().replace("_annotations", ""), *path.lower().split("/")[:-1]]
    return next((SPLITS[word] for word in words if word in SPLITS), UNDIVIDED)


def _box(values: Sequence[str], columns: _Columns, where: str) -> Iterator[WrittenBox]:
    label, said = values[columns.label], [values[place] for place in columns.edges]
    if not any(said) and not label:
        return
    if not label:
        raise DataError(f"The box in {where} has no class.", "Complete the line, or remove it.")
    try:
        first, second, third, fourth = map(float, said)
    except ValueError:
        raise DataError(
            f"A box is four numbers, and {where} has {' '.join(map(repr, said))}.", "Correct the line."
        ) from None
    if not all(abs(value) < 1e9 for value in (first, second, third, fourth)):
        raise DataError(f"A number of the box in {where} is none of pixels.", "Correct the line.")
    if columns.ends_by_size:
        third, fourth = first + third, second + fourth
    crowd = values[columns.crowd].lower() if columns.crowd is not None else ""
    is_crowd = crowd in ("1", "true", "yes")
    yield WrittenBox((first, second, third, fourth), label, is_crowd, where)
