"""Picture files, opened with Pillow; one sentence for every way to fail."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from convscope.errors import ImageError, ReadError
from convscope.images.colours import srgb_of_pil
from convscope.images.grey_depth import grey_depth
from convscope.images.limits import check_size, pillow_limited
from convscope.images.orientation import orientation, upright
from convscope.images.signatures import unreadable_kind
from convscope.images.standard_input import STANDARD_INPUT, standard_input

# Pictures of pixels only: Pillow also reads EPS, which runs Ghostscript, and film, fonts and weather maps.
# The common ones first; TGA last, because it has no signature and so claims what it cannot read.
FORMATS = (
    "JPEG", "PNG", "GIF", "BMP", "PPM", "WEBP", "TIFF", "AVIF", "JPEG2000", "ICO", "QOI", "SGI", "PCX", "TGA",
)  # fmt: skip
_READABLE = "Give a JPEG, PNG, GIF, WebP, TIFF, BMP or AVIF file."
_SAVE_AGAIN = "Get the file again, or save it anew in a picture program."


def pixels_of_path(name: str, max_megapixels: float) -> NDArray[np.uint8]:
    """Decode the file at a path into (rows, columns, 3) uint8."""
    if name == STANDARD_INPUT:
        with _reachable(name):
            return pixels_of_bytes(standard_input(), "the standard input", max_megapixels)
    with opened_file(name) as file:
        return _pixels_of_file(file, printable(name), max_megapixels)


@contextmanager
def opened_file(name: str) -> Iterator[BinaryIO]:
    """The file of a picture, open for reading.

    Raises:
        ImageError: one sentence with the reason: missing, a folder, not permitted, a pipe.
    """
    shown = printable(name)
    if not name:
        raise ImageError("The path of the photo is empty.", "Give the path of a picture file.")
    with _reachable(name):
        kind = Path(name).stat().st_mode
        if stat.S_ISDIR(kind):
            raise ImageError(f"{shown} is a folder, not a photo.", "Give the pictures in it one by one.")
        if not stat.S_ISREG(kind):
            # Reading a pipe or a device could wait for ever.
            raise ImageError(
                f"{shown} is a pipe, socket or device, not a file.",
                "Save the picture to a file, or give - to read the standard input.",
            )
        with Path(name).open("rb") as file:
            yield file


@contextmanager
def _reachable(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise _unreachable(printable(name), error) from error


def pixels_of_bytes(data: bytes, name: str, max_megapixels: float) -> NDArray[np.uint8]:
    """Decode the bytes of a file into (rows, columns, 3) uint8."""
    return _pixels_of_file(io.BytesIO(data), name, max_megapixels)


def pixels_of_pil(image: Image.Image, name: str, max_megapixels: float) -> NDArray[np.uint8]:
    """Convert a picture of Pillow, which may not be loaded yet, to (rows, columns, 3) uint8."""
    try:
        with pillow_limited(name, max_megapixels):
            return _pixels(image, name, max_megapixels)
    except ImageError:
        raise
    except Exception as error:
        raise _broken(name, error, "it") from error


def printable(name: str) -> str:
    """Give a path on one line and short enough for a sentence."""
    plain = "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in name
    )
    return plain if len(plain) <= 200 else f"{plain[:100]}...{plain[-90:]}"


def _pixels_of_file(file: BinaryIO, name: str, max_megapixels: float) -> NDArray[np.uint8]:
    length = file.seek(0, os.SEEK_END)
    if length == 0:
        raise ImageError(f"{name} is empty: it has 0 bytes.", "Get the file again.")
    Image.init()
    try:
        with (
            pillow_limited(name, max_megapixels),
            Image.open(file, formats=[known for known in FORMATS if known in Image.OPEN]) as image,
        ):
            if image.format == "JPEG2000":
                _check_codestream_end(file)
            return _pixels(image, name, max_megapixels)
    except ImageError:
        raise
    except UnidentifiedImageError as error:
        raise _unidentified(file, name, length) from error
    except Exception as error:
        # Pillow's plugins raise almost anything on corrupt data: OSError, SyntaxError, struct.error,
        # IndexError ...  Only the system's own have a number.
        if isinstance(error, OSError) and error.errno:
            raise _unreachable(name, error) from error
        claimed = _claimed_format(file)
        if claimed is not None and _says_unsupported(error):
            raise _unsupported(name, claimed, error) from error
        raise _broken(name, error, f"its {length} bytes") from error


def _pixels(image: Image.Image, name: str, max_megapixels: float) -> NDArray[np.uint8]:
    check_size(name, image.height, image.width, max_megapixels)
    depth = grey_depth(image, name)
    image.load()
    # The orientation is known only now: the loader of TIFF applies it, and PNG may say it behind its pixels.
    return np.array(upright(srgb_of_pil(image, depth, name), orientation(image)))


def _check_codestream_end(file: BinaryIO) -> None:
    # OpenJPEG fills tiles that are missing with grey.  Inside the data of a tile this marker cannot occur.
    file.seek(0)
    if b"\xff\xd9" not in file.read():
        raise EOFError
    file.seek(0)


def _unidentified(file: BinaryIO, name: str, length: int) -> ImageError:
    """Why Pillow finds no picture in a file."""
    file.seek(0)
    known = unreadable_kind(file.read(64))
    if known is not None:
        return ImageError(f"{name} is not an image that can be read: it is {known[0]}.", known[1])
    claimed = _claimed_format(file)
    if claimed is None:
        return ImageError(f"{name} is not an image that can be read.", _READABLE)
    file.seek(0)
    try:
        # Pillow says why only where a format is opened by itself.
        Image.OPEN[claimed][0](file, "")
    except Exception as error:
        if _says_unsupported(error):
            return _unsupported(name, claimed, error)
    return ImageError(
        f"{name} begins like {claimed}, but its header cannot be read: its {length} bytes are "
        "truncated or broken.",
        _SAVE_AGAIN,
    )


def _says_unsupported(error: Exception) -> bool:
    return str(error).lower().startswith(("unsupported", "unknown", "unrecognized"))


def _unsupported(name: str, claimed: str, error: Exception) -> ImageError:
    return ImageError(
        f"{name} is a {claimed} file of a kind that cannot be read ({printable(str(error)).rstrip('.')}), or broken.",
        "Save it anew in a picture program, with 8 bits a colour.",
    )


def _claimed_format(file: BinaryIO) -> str | None:
    file.seek(0)
    prefix = file.read(16).ljust(16, b"\0")
    for known in FORMATS:
        accept = Image.OPEN[known][1] if known in Image.OPEN else None
        if accept is not None and accept(prefix) is True:
            return known
    return None


def _broken(name: str, error: Exception, extent: str) -> ImageError:
    if isinstance(error, MemoryError):
        return ReadError(f"{name} does not fit into the memory.", "Make it smaller.")
    reason = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, EOFError) or "truncated" in reason.lower():
        return ImageError(f"{name} is truncated: {extent} ended before the picture did.", _SAVE_AGAIN)
    return ImageError(f"{name} is broken or truncated ({printable(reason).rstrip('.')}).", _SAVE_AGAIN)


def _unreachable(shown: str, error: OSError | ValueError) -> ImageError:
    if not isinstance(error, OSError):
        return ImageError(f"{shown} is not a path: a path has no NUL or unencodable characters.")
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return ReadError(
                f"{shown} does not exist.", "Check the path; it starts at the working directory."
            )
        case errno.EACCES | errno.EPERM:
            return ReadError(f"{shown} may not be read.", "Change its permissions, or copy it.")
        case errno.ELOOP:
            return ImageError(f"{shown} is a link that leads back to itself.", "Give the file itself.")
        case errno.ENAMETOOLONG:
            return ImageError(f"{shown} is not a path: it is too long.", "Check the path.")
        case _:
            return ReadError(
                f"{shown} cannot be read ({error.strerror}).", "Check the disk, or copy the file."
            )
