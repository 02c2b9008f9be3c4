"""The files below a folder: each real file once, and none that could be waited for without end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from convscope.datasets.class_folders import is_picture
from convscope.datasets.dataset import LeftOut
from convscope.errors import DataError

# Device and number of a file, by which the system tells files apart.
_Identity = tuple[int, int]


class FilesBelow(NamedTuple):
    """What lies below a folder.

    Attributes:
        files: by their paths inside the folder.
        folders: paths of the folders in it.
        left_out: what is named like a picture and none, such as a pipe; links to pictures of the folder itself.
    """

    files: dict[str, Path]
    folders: set[str]
    left_out: list[LeftOut]


class _Entry(NamedTuple):
    name: str
    path: Path
    kind: Literal["file", "linked file", "folder", "loop", "no file"]


def files_below(folder: Path) -> FilesBelow:
    """Look through a folder and those that are linked into it, as data sets are often put together of links.

    A picture that can be reached on several ways is taken once: from where it really lies, if that is below the
    folder, else by the first of the links to it.

    Raises:
        DataError: a folder may not be read.
    """
    files: dict[str, Path] = {}
    folders: set[str] = set()
    left_out: list[LeftOut] = []
    linked: list[_Entry] = []
    for entry in _walk(folder, "", (_identity(folder),), is_linked=False):
        if entry.kind == "folder":
            folders.add(entry.name)
        elif entry.kind == "loop":
            left_out.append(LeftOut(entry.name, "a link to a folder that holds it"))
        elif not is_picture(entry.name) or entry.kind == "file":
            files[entry.name] = entry.path
        elif entry.kind == "no file":
            left_out.append(LeftOut(entry.name, "a pipe, socket or device"))
        else:
            linked.append(entry)
    seen = {_identity(path) for name, path in files.items() if is_picture(name)} if linked else set()
    for entry in linked:
        identity = _identity(entry.path)
        if identity in seen:
            left_out.append(LeftOut(entry.name, "a link to another picture of the data"))
        else:
            files[entry.name] = entry.path
        seen.add(identity)
    return FilesBelow(files, folders, left_out)


def _walk(folder: Path, inside: str, above: tuple[_Identity, ...], *, is_linked: bool) -> Iterator[_Entry]:
    """Everything below a folder, by name; a link to one of the folders above it is not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise DataError(
            f"The folder {folder} cannot be read: {(error.strerror or str(error)).lower()}.",
            "Change its permissions, or move it elsewhere.",
        ) from error
    for entry in entries:
        name, path = inside + entry.name, Path(entry.path)
        through_link = is_linked or entry.is_symlink()
        if path.is_dir() if entry.is_symlink() else entry.is_dir():
            identity = _identity(path)
            if identity in above:
                yield _Entry(name, path, "loop")
                continue
            yield _Entry(name, path, "folder")
            yield from _walk(path, f"{name}/", (*above, identity), is_linked=through_link)
        elif path.is_file() if entry.is_symlink() else entry.is_file():
            yield _Entry(name, path, "linked file" if through_link else "file")
        else:
            # A link to nothing is kept: reading it says what is wrong.
            yield _Entry(name, path, "no file" if path.exists() else "file")


def _identity(path: Path) -> _Identity:
    try:
        status = path.stat()
    except OSError:
        return (-1, hash(path))
    return status.st_dev, status.st_ino
