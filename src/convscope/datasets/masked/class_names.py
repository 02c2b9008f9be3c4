"""The names of a mask's classes, and their colours where masks hold colours: files that tools write."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from posixpath import basename

from convscope.datasets.sources import FileSource, MemberSource
from convscope.errors import DataError

Files = Mapping[str, FileSource] | Mapping[str, MemberSource]
Colour = tuple[int, int, int]

_LISTS = ("classes.txt", "labels.txt")
_COLOURED = ("labelmap.txt", "label_colors.txt", "class_dict.csv")


def read_names(files: Files) -> tuple[list[str], list[Colour] | None] | None:
    """The names of the classes in their order, and their colours if the file has them; None where no file has names.

    ``classes.txt`` and ``labels.txt`` hold a name on each line.  ``labelmap.txt`` (CVAT), ``label_colors.txt`` and
    ``class_dict.csv`` hold a name and a colour on each line, in this or that order.

    Args:
        files: all files of a data set by their paths.

    Raises:
        DataError: a line is wrong; file and line are named.
    """
    for path in sorted(files, key=lambda path: (path.count("/"), path)):
        name = basename(path).lower()
        if name not in (*_LISTS, *_COLOURED):
            continue
        lines = files[path].content(path).decode("utf-8-sig", "replace").splitlines()
        if name in _LISTS:
            return [line.strip() for line in lines if line.strip()], None
        return _coloured(path, lines)
    return None


def _coloured(path: str, lines: list[str]) -> tuple[list[str], list[Colour]]:
    names: list[str] = []
    colours: list[Colour] = []
    for number, line in enumerate(lines, start=1):
        is_header = (
            number == 1 and re.search(r"\bname\b|\bclass\b", line.lower()) and not re.search(r"\d", line)
        )
        if not line.strip() or line.lstrip().startswith("#") or is_header:
            continue
        fields = [field.strip() for field in next(csv.reader([re.sub(r"[:;\s]+", ",", line.strip())]))]
        values = [int(field) for field in fields if field.isdecimal()]
        words = [field for field in fields if field and not field.isdecimal()]
        if len(values) < 3 or max(values[:3]) > 255 or not words:
            raise DataError(
                f"Line {number} of {path} is no name with a colour: {line!r}.",
                "Write name,red,green,blue, each colour from 0 to 255.",
            )
        colour = (values[0], values[1], values[2])
        if colour in colours:
            raise DataError(
                f"Line {number} of {path} gives {words[0]!r} the colour of {names[colours.index(colour)]!r}.",
                "Give each class its own.",
            )
        names.append(words[0])
        colours.append(colour)
    return names, colours
