"""Where the pixels of one item lie: in a file, in an archive, or in an array."""

from __future__ import annotations

import io
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from convscope.errors import ImageError, ReadError
from convscope.images.files import pixels_of_bytes, printable

# A data set holds pictures of people's cameras; a larger one is an accident.
MAX_MEGAPIXELS = 100.0


class Source(Protocol):
    """What an item's pixels are read from."""

    @property
    def stamp(self) -> str:
        """Changes when the content does: size and time of the last change."""
        ...

    def pixels(self, name: str) -> NDArray[np.uint8]:
        """The picture, (rows, columns, channels) uint8.

        Raises:
            ImageError: it cannot be read.
        """
        ...


@dataclass(frozen=True)
class FileSource:
    """A file."""

    path: Path

    @property
    def stamp(self) -> str:
        """Its size and time."""
        try:
            status = self.path.stat()
        except OSError:
            return "missing"
        return f"{status.st_size}-{status.st_mtime_ns}"

    def content(self, name: str) -> bytes:
        """The bytes of the file.

        Raises:
            ReadError: it cannot be read.
        """
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                # Reading a pipe could wait for ever.
                raise ReadError(f"{printable(name)} is a folder, pipe, socket or device, not a file.")
            return self.path.read_bytes()
        except OSError as error:
            raise ReadError(
                f"{printable(name)} cannot be read: {(error.strerror or str(error)).lower()}."
            ) from error

    def pixels(self, name: str) -> NDArray[np.uint8]:
        """Decode the file."""
        return _decoded(self.content(name), name)


@dataclass(frozen=True)
class MemberSource:
    """A file inside an uncompressed tar, read in its place.

    Attributes:
        archive: the tar.
        offset: where the content begins.
        size: its length.
        archive_stamp: size and time of the tar when it was listed.
    """

    archive: Path
    offset: int
    size: int
    archive_stamp: str

    @property
    def stamp(self) -> str:
        """That of the archive, with the place in it."""
        return f"{self.archive_stamp}-{self.offset}-{self.size}"

    def content(self, name: str) -> bytes:  # noqa: ARG002  # that of a file names it in errors
        """The bytes of the member.

        Raises:
            ReadError: the archive cannot be read.
        """
        try:
            with self.archive.open("rb") as file:
                file.seek(self.offset)
                return file.read(self.size)
        except OSError as error:
            raise ReadError(
                f"{self.archive} cannot be read: {(error.strerror or str(error)).lower()}."
            ) from error

    def pixels(self, name: str) -> NDArray[np.uint8]:
        """Decode the member."""
        return _decoded(self.content(name), name)


@dataclass(frozen=True, eq=False)
class ArraySource:
    """One picture of an array that holds many.

    Attributes:
        pictures: (N, rows, columns) or (N, rows, columns, channels) uint8.
        index: which.
        array_stamp: changes when the array's file does.
    """

    pictures: NDArray[np.uint8] = field(repr=False)
    index: int
    array_stamp: str

    @property
    def stamp(self) -> str:
        """That of the array, with the index."""
        return f"{self.array_stamp}-{self.index}"

    def pixels(self, name: str) -> NDArray[np.uint8]:  # noqa: ARG002
        """Copy the picture."""
        picture = self.pictures[self.index]
        return np.array(picture if picture.ndim == 3 else picture[..., None])


def stamp_of(path: Path) -> str:
    """Size and time of the last change of a file that is there."""
    status = os.stat(path)  # noqa: PTH116
    return f"{status.st_size}-{status.st_mtime_ns}"


def _decoded(content: bytes, name: str) -> NDArray[np.uint8]:
    if name.lower().endswith(".npy"):
        return _array(content, name)
    return pixels_of_bytes(content, printable(name), MAX_MEGAPIXELS)


def _array(content: bytes, name: str) -> NDArray[np.uint8]:
    """A picture of any number of channels, as ``numpy.save`` wrote it."""
    try:
        values: NDArray[Any] = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise ImageError(f"{printable(name)} is no complete array of NumPy.", "Save it anew.") from error
    if values.ndim == 2:
        values = values[..., None]
    if values.dtype != np.uint8 or values.ndim != 3 or 0 in values.shape:
        raise ImageError(
            f"An array of a data set is (rows, columns, channels) uint8, but {printable(name)} is "
            f"{values.shape} {values.dtype}.",
            "Scale it to 0 to 255 and save it as uint8, channels last.",
        )
    return values
