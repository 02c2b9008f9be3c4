"""Files are written whole or not at all: to a temporary name beside the place, then renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkstemp

from convscope.errors import OutputError


def make_folder(folder: str | os.PathLike[str]) -> None:
    """Make a folder where it is missing, but not the one around it: a misspelt path shall not grow a tree.

    Raises:
        OutputError: the folder around it is missing, or it cannot be made.
    """
    place = Path(folder)
    if not place.exists() and not place.parent.exists():
        raise OutputError(
            f"{place} cannot be made, since there is no folder {place.parent}.",
            "Check the path, or make it first.",
        )
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise _unwritable(place, error) from error


def folder_named(name: str, parent: Path) -> Path:
    """The folder of a name in a folder.

    Raises:
        OutputError: the name would lead elsewhere.
    """
    if name in ("", "..") or Path(name).name != name or "\\" in name:
        raise OutputError(
            f"A name is that of a folder in {parent}, without slashes, got {name!r}.",
            "Leave the slashes away, or say the whole place by out='FOLDER'.",
        )
    return parent / name


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its place when the block ends without an error.

    The temporary name keeps the suffix, by which writers choose a format.  The file's folder is made (`make_folder`).
    After an error or an interrupt nothing is left, and an older file of that name is as before.

    Raises:
        OutputError: the place cannot be written to.
    """
    place = Path(path)
    make_folder(place.parent)
    try:
        if place.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        handle, name = mkstemp(prefix=f".{place.stem[:40]}-", suffix=place.suffix, dir=place.parent)
        os.close(handle)
    except OSError as error:
        raise _unwritable(place, error) from error
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp gives the user alone the right to read; a result has the usual rights.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(place)
    except OSError as error:
        raise _unwritable(place, error) from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacing_together(folder: str | os.PathLike[str]) -> Iterator[Path]:
    """A temporary folder whose files all move into ``folder`` when the block ends without an error.

    After an error or an interrupt in the block nothing is left, and older files of their names are as before.

    Raises:
        OutputError: the folder cannot be written to.
    """
    place = Path(folder)
    make_folder(place)
    try:
        with TemporaryDirectory(prefix=".", dir=place) as name:
            yield Path(name)
            for file in sorted(Path(name).iterdir()):
                # Some writers give the user alone the right to read; a result has the usual rights.
                file.chmod(0o666 & ~_umask())
                file.replace(place / file.name)
    except OSError as error:
        raise _unwritable(place, error) from error


@contextmanager
def replacing_folder(folder: str | os.PathLike[str]) -> Iterator[Path]:
    """A temporary folder that becomes ``folder`` when the block ends without an error; an older one is removed.

    Raises:
        OutputError: the place cannot be written to.
    """
    place = Path(folder)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".", dir=place.parent, ignore_cleanup_errors=True) as name:
            made = Path(name) / place.name
            made.mkdir()
            yield made
            if place.exists():
                shutil.rmtree(place)
            made.replace(place)
    except OSError as error:
        raise _unwritable(place, error) from error


def remove_unfinished(folder: str | os.PathLike[str]) -> None:
    """Remove the temporary folders that killed processes left of `replacing_folder`; only while no other writes."""
    for path in Path(folder).glob(".*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(place: Path, error: OSError) -> OutputError:
    reason = (error.strerror or str(error)).lower()
    return OutputError(f"{place} cannot be written: {reason}.", "Choose another place.")
