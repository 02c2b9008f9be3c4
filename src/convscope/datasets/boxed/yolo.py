"""YOLO: a text a photo in ``labels``, a line a box, beside ``images``; the classes' names in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import splitext

from convscope.datasets.boxed.boxed_dataset import BoxedDataset, WrittenBox, WrittenPhoto, assembled_boxes
from convscope.datasets.boxed.photo_size import photo_size
from convscope.datasets.boxed.voc import Files
from convscope.datasets.boxed.yolo_names import names_of
from convscope.datasets.class_folders import SPLITS, is_picture
from convscope.datasets.dataset import UNDIVIDED
from convscope.errors import DataError

# More classes than any data set has; a number above is no class.
_MOST = 100_000


def yolo_files(files: Files) -> dict[str, str | None]:
    """Of each photo in a folder ``images`` its text in ``labels``, None where it has none; empty where none has.

    The text of ``images/train/a.jpg`` is ``labels/train/a.txt``: the last folder ``images`` of the path is exchanged.
    """
    found: dict[str, str | None] = {}
    for path in sorted(files):
        before, images, after = f"/{path}".rpartition("/images/")
        if images and is_picture(path):
            text = f"{before}/labels/{splitext(after)[0]}.txt".lstrip("/")
            found[path] = text if text in files else None
    return found if any(found.values()) else {}


def open_yolo(name: str, files: Files, written: dict[str, str | None]) -> BoxedDataset:
    """The data set of YOLO's texts: of each box the class, and centre, width and height in parts of the photo's.

    More than four numbers are the corners of an outline, of which the box is taken.  A photo without a text has no
    boxes.

    Args:
        name: of the data set.
        files: all files by their paths.
        written: the photos with their texts.

    Raises:
        DataError: a line is wrong; the file and the line are named.
    """
    names, photos, notes = names_of(files), [], []
    most = 0
    for picture, text in written.items():
        rows = list(_rows(text, files[text].content(text))) if text else []
        most = max([most, *(label + 1 for _, label, _ in rows)])
        size = photo_size(files[picture].content(picture)) if rows else None
        boxes = [] if size is None else [_box(row, size, names) for row in rows]
        photos.append(WrittenPhoto(_split(picture), picture, files[picture], None, boxes))
    if names is None:
        notes.append("no file names the classes; they are called by their numbers")
    return assembled_boxes(name, "YOLO", photos, names or [str(label) for label in range(most)], notes)


# The place that says it, the class, and four numbers or the corners of an outline, columns and rows in turn.
_Row = tuple[str, int, Sequence[float]]


def _rows(path: str, content: bytes) -> Iterator[_Row]:
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        if not line.strip():
            continue
        where = f"line {number} of {path}"
        try:
            label, *numbers = map(float, line.split())
        except ValueError:
            raise DataError(f"There is more than numbers in {where}: {line!r}.", "Correct it.") from None
        if len(numbers) != 4 and (len(numbers) < 6 or len(numbers) % 2):
            raise DataError(
                f"A class and four numbers, or a class and the corners of an outline, make a box, and {where} has "
                f"{len(numbers) + 1} numbers.",
                "Write class, column and row of the centre, width and height.",
            )
        if not (0 <= label < _MOST and label.is_integer()):
            raise DataError(
                f"The class in {where} is a whole number from 0 to {_MOST - 1}, got {label:g}.", "Correct it."
            )
        if not all(0 <= value <= 1 for value in numbers):
            raise DataError(
                f"The numbers in {where} are parts of the photo's sides, from 0 to 1, got {line!r}.",
                "Divide columns and widths by the photo's width, rows and heights by its height.",
            )
        yield where, int(label), numbers


def _box(row: _Row, size: tuple[int, int], names: Sequence[str] | None) -> WrittenBox:
    where, label, numbers = row
    rows, columns = size
    if names is not None and label >= len(names):
        raise DataError(
            f"The class {label} in {where} has no name: {len(names)} classes are named.",
            "Name it, or correct the line.",
        )
    if len(numbers) == 4:
        x, y, width, height = numbers
        parts = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    else:
        parts = (min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))
    left, right = parts[0] * columns, parts[2] * columns
    top, bottom = parts[1] * rows, parts[3] * rows
    return WrittenBox((left, top, right, bottom), names[label] if names else str(label), False, where)


def _split(path: str) -> str:
    folders = path.lower().split("/")[:-1]
    return next((SPLITS[folder] for folder in reversed(folders) if folder in SPLITS), UNDIVIDED)
