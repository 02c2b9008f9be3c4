"""The photos that the page can show: those given when the server began, and those sent to it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from convscope.errors import ImageError
from convscope.files import replacing
from convscope.graph.recent import Recent
from convscope.images import Photo, decode, printable
from convscope.images.files import opened_file
from convscope.server.failures import MissingError

MEGAPIXELS = 25.0  # of a photo that is sent
UPLOADS = 64
DECODED = 4  # photos kept in memory
DIGESTS = 4096  # and of so many what they are known by


@dataclass(frozen=True)
class Held:
    """A photo by which questions are asked.

    Attributes:
        id: 12 hexadecimal digits: of the path or content of a photo that was given, of the pixels of one that was
            sent.
        name: without its folder.
        path: where it is; never shown.
        is_sent: whether it was sent to the server.
    """

    id: str
    name: str
    path: Path
    is_sent: bool = False


class Shelf:
    """Photos by their numbers; nothing else of the disk can be asked for.

    Args:
        paths: of the photos that are given.
        folder: where photos that are sent are put, as PNG files of their pixels.
        number: gives the number of a photo that is given.
    """

    def __init__(
        self, paths: Iterable[Path], folder: Path, number: Callable[[Path], str] | None = None
    ) -> None:
        given = (Held((number or number_by_path)(path), path.name, path) for path in paths)
        self._held = {held.id: held for held in given}
        self._folder, self._lock = folder, threading.Lock()
        self._decoded, self._digests = Recent(DECODED), Recent(DIGESTS)

    def all(self) -> list[Held]:
        """Those that were given in their order, then those that were sent."""
        with self._lock:
            return list(self._held.values())

    def find(self, number: str) -> Held:
        """The photo of a number.

        Raises:
            MissingError: there is none.
        """
        found = self._held.get(number)
        if found is None:
            raise MissingError(f"There is no photo {number}.", "api/photos lists them.")
        return found

    def photo(self, held: Held) -> Photo:
        """The photo decoded, anew where its file has changed.

        Raises:
            ImageError: it cannot be decoded; its folder is not told.
        """
        try:
            return self._decoded.get(
                held.id, lambda: Photo(held.name, decode(held.path).pixels), _stamp(held)
            )
        except ImageError as error:
            shown = printable(str(held.path))
            raise type(error)(error.message.replace(shown, printable(held.name)), error.hint) from None

    def digest(self, held: Held) -> str:
        """Of the pixels, 32 hexadecimal digits; decoded only where the file has changed.

        Raises:
            ImageError: it cannot be decoded.
        """
        return self._digests.get(held.id, lambda: self.photo(held).digest, _stamp(held))

    def take(self, content: bytes, name: str) -> Held:
        """Decode a photo that was sent, and put its pixels on the shelf; see `put`.

        Raises:
            ImageError: it is no photo that can be decoded, or has too many pixels.
        """
        return self.put(decode(content, max_megapixels=MEGAPIXELS), name)

    def put(self, photo: Photo, name: str) -> Held:
        """Put a photo's pixels on the shelf; beyond `UPLOADS` the oldest leave it."""
        number = photo.digest[:12]
        if (known := self._held.get(number)) is not None:
            return known
        shown = printable(name.replace("\\", "/").rpartition("/")[2]) or "photo"
        held = Held(number, shown, self._folder / f"{number}.png", is_sent=True)
        with replacing(held.path) as temporary:
            photo.to_pil().save(temporary, compress_level=1)
        with self._lock:
            self._held[number] = held
            for old in [one for one in self._held.values() if one.is_sent][:-UPLOADS]:
                del self._held[old.id]
                old.path.unlink(missing_ok=True)
        return held


def number_by_path(path: Path) -> str:
    """The number of a photo on this machine, which is known before it is read."""
    return _digits(str(path.absolute()).encode("utf-8", "surrogateescape"))


def number_by_content(path: Path) -> str:
    """The number of a photo on every machine.

    Raises:
        ImageError: it cannot be read.
    """
    with opened_file(str(path)) as file:
        return _digits(file.read())


def _stamp(held: Held) -> tuple[int, int]:
    try:
        found = held.path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _digits(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
