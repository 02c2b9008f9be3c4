"""Files are written whole or not at all: to a temporary name beside the place, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from convscope.errors import OutputError


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """A file to write to that appears under its name only when all of it is there.

    Folders on the way are made.  After an error or an interrupt nothing is left, and an older file of that name
    is as before.

    Raises:
        OutputError: the place cannot be written to.
    """
    place = Path(path)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=".part")
    except OSError as error:
        raise _unwritable(place, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
        os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101  # mkstemp makes files private
        os.replace(temporary, place)  # noqa: PTH105
    except OSError as error:
        _remove(temporary)
        raise _unwritable(place, error) from error
    except BaseException:
        _remove(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        Path(path).unlink()


def _unwritable(place: Path, error: OSError) -> OutputError:
    reason = (error.strerror or str(error)).lower()
    return OutputError(f"{place} cannot be written: {reason}.", "Give another place with --out.")
