"""Films: their frames one after another, never all at once, each with how long it is shown.

GIF, WebP and PNG are read by Pillow, all others by PyAV.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import ImageError
from convscope.extras import extra
from convscope.images.files import pixels_of_pil, printable
from convscope.images.limits import check_size, pillow_limited

# A frame (rows, columns, 3) uint8, and for how many ticks it is shown.
Frame = tuple[NDArray[np.uint8], int]

_ANIMATED = ("GIF", "WEBP", "PNG")
FILM_ENDINGS = (
    ".3gp", ".avi", ".flv", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg",
    ".mpg", ".mts", ".ogv", ".ts", ".webm", ".wmv",
)  # fmt: skip
# Containers that hold their own pictures: a play list would open other files and addresses.
_CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,flv,asf"
_UNSAID = 100  # milliseconds of a frame that says none, as browsers have it
_SAVE_AGAIN = "Get the file again, or save it anew in a film program."


@dataclass(frozen=True)
class Film:
    """A film on disk.

    Attributes:
        path: where it lies.
        rows: of each frame, as it is shown.
        columns: likewise.
        tick: seconds in which durations are counted.
        count: of frames, as the file says; None where it does not.
        sound: whether there is some.
        max_megapixels: the most pixels that a frame may have, in millions.
    """

    path: Path
    rows: int
    columns: int
    tick: Fraction
    count: int | None
    sound: bool
    max_megapixels: float

    def frames(self) -> Iterator[Frame]:
        """The frames, of one size, decoded when they are asked for.

        Raises:
            ImageError: one cannot be read, or has another size than those before it.
        """
        name = printable(str(self.path))
        number = 0
        for number, frame in enumerate(_decoded(self.path, self.max_megapixels), 1):
            rows, columns = frame[0].shape[:2]
            if (rows, columns) != (self.rows, self.columns):
                raise ImageError(
                    f"{name} has frames of several sizes: frame {number} has {rows} rows and {columns} columns, "
                    f"the first has {self.rows} and {self.columns}.",
                    "Save it anew with one size.",
                )
            yield frame
        if not number:
            raise ImageError(f"{name} holds no frames.", _SAVE_AGAIN)


def is_film(path: Path) -> bool:
    """Whether a file is one of moving pictures: by its ending, or an animation of several frames."""
    if path.suffix.lower() in FILM_ENDINGS:
        return True
    try:
        with pillow_limited(str(path), float("inf")), Image.open(path, formats=_ANIMATED) as image:
            return bool(getattr(image, "is_animated", False))
    except Exception:  # whoever reads it as a photo says what is wrong
        return False


def open_film(path: Path, *, max_megapixels: float = 100.0) -> Film:
    """Look at a film's header and first frame.

    Args:
        path: of the film.
        max_megapixels: the most pixels that a frame may have, in millions.

    Raises:
        ImageError: it cannot be read, has no frames or too large ones.
        ExtraError: PyAV is missing.
    """
    name = printable(str(path))
    first = next(_decoded(path, max_megapixels), None)
    if first is None:
        raise ImageError(f"{name} holds no frames.", _SAVE_AGAIN)
    rows, columns = first[0].shape[:2]
    if path.suffix.lower() not in FILM_ENDINGS:
        with Image.open(path, formats=_ANIMATED) as image:
            count = getattr(image, "n_frames", 1)
        return Film(path, rows, columns, Fraction(1, 1000), count, sound=False, max_megapixels=max_megapixels)
    with _container(path) as container:
        stream = container.streams.video[0]
        sound = bool(container.streams.audio)
        return Film(path, rows, columns, stream.time_base, stream.frames or None, sound, max_megapixels)


def _decoded(path: Path, max_megapixels: float) -> Iterator[Frame]:
    if path.suffix.lower() in FILM_ENDINGS:
        return _by_av(path, max_megapixels)
    return _by_pillow(path, max_megapixels)


def _by_pillow(path: Path, max_megapixels: float) -> Iterator[Frame]:
    name = printable(str(path))
    with _one_sentence(name), path.open("rb") as file:
        with pillow_limited(name, max_megapixels):
            image = Image.open(file, formats=_ANIMATED)
        if image.format == "GIF" and not _ends_as_gif(path):
            raise ImageError(f"{name} is truncated: it ends before its last frame does.", _SAVE_AGAIN)
        for number in range(getattr(image, "n_frames", 1)):
            with pillow_limited(name, max_megapixels):
                image.seek(number)
            pixels = pixels_of_pil(image, name, max_megapixels)
            yield pixels, round(image.info.get("duration") or _UNSAID)


def _ends_as_gif(path: Path) -> bool:
    return path.read_bytes().rstrip(b"\0").endswith(b";")


def _by_av(path: Path, max_megapixels: float) -> Iterator[Frame]:
    name = printable(str(path))
    with _container(path) as container, _one_sentence(name):
        stream = container.streams.video[0]
        codec = stream.codec_context
        check_size(name, codec.height or 1, codec.width or 1, max_megapixels)
        # Frames may say another size than the header; the decoder is not to make room for it.
        codec.options = {"max_pixels": str(round(max_megapixels * 1e6)), "err_detect": "explode"}
        usual = max(1, round(1 / (stream.average_rate or 25) / stream.time_base))
        waiting: tuple[NDArray[np.uint8], int] | None = None
        last = usual
        for packet in container.demux(stream):
            if packet.is_corrupt:
                raise ImageError(f"{name} is broken or truncated.", _SAVE_AGAIN)
            for frame in packet.decode():
                if frame.is_corrupt:
                    raise ImageError(f"{name} is broken or truncated.", _SAVE_AGAIN)
                at = frame.pts if frame.pts is not None else waiting[1] + usual if waiting else 0
                last = frame.duration or usual
                if waiting is not None:
                    yield waiting[0], max(1, at - waiting[1])
                pixels = np.rot90(frame.to_ndarray(format="rgb24"), frame.rotation // 90)
                waiting = np.ascontiguousarray(pixels), at
        if waiting is not None:
            yield waiting[0], last


@contextmanager
def _container(path: Path) -> Iterator[Any]:
    av = extra("av", "video")
    name = printable(str(path))
    options = {"format_whitelist": _CONTAINERS}
    # Given as an open file, nothing but it is read.
    with _one_sentence(name), path.open("rb") as file, av.open(file, options=options) as container:
        if not container.streams.video:
            raise ImageError(f"{name} holds no frames.", "Give a film that has pictures.")
        yield container


@contextmanager
def _one_sentence(name: str) -> Iterator[None]:
    """Whatever goes wrong while a film is read, said as an ImageError."""
    try:
        yield
    except (ImageError, GeneratorExit):
        raise
    except FileNotFoundError as error:
        raise ImageError(
            f"{name} does not exist.", "Check the path; it starts at the working directory."
        ) from error
    except (OSError, ValueError, EOFError, SyntaxError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise ImageError(
            f"{name} is no film that can be read, or broken ({printable(reason).rstrip('.')}).", _SAVE_AGAIN
        ) from error
