"""Moving pictures: GIF and WebP by Pillow, MP4 by PyAV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path

from PIL import Image

from convscope.errors import OutputError
from convscope.files import replacing
from convscope.images.film_writing import write_film

ANIMATIONS = (".gif", ".webp", ".mp4")
_TICKS = 1000  # of a frame, in which the last one's longer stay is counted


def check_animation(path: Path) -> None:
    """Raise OutputError unless the path ends like a moving picture's."""
    if path.suffix.lower() not in ANIMATIONS:
        raise OutputError(
            f"{path} does not end like a moving picture's file.", f"End it with {', '.join(ANIMATIONS)}."
        )


def save_frames(
    frames: Iterable[Image.Image],
    path: Path,
    *,
    milliseconds: float = 80,
    last: float = 1500,
    lossless: bool = False,
) -> None:
    """Write pictures one after another; the last one stays longest, then it begins anew.

    Args:
        frames: of one size; each is written once, also the last one.
        path: ends with .gif, .webp or .mp4.
        milliseconds: that each picture stays.
        last: milliseconds that the last one stays at least.
        lossless: whether a WebP keeps every pixel, as drawings need it.

    Raises:
        OutputError: for another format, no picture at all, or when the file cannot be written.
    """
    check_animation(path)
    coming = iter(frames)
    first = next(coming, None)
    if first is None:
        raise OutputError(f"There is no picture to write to {path}.", "Take more steps.")
    last = max(last, milliseconds)
    with replacing(path) as temporary:
        if path.suffix.lower() == ".mp4":
            rate = Fraction(1000 / milliseconds).limit_denominator(1001)
            tick = 1 / (rate * _TICKS)
            shown = _shown(chain([first], coming), _TICKS, round(last / 1000 / tick))
            write_film(shown, temporary, tick)
            return
        rest = list(coming)
        first.save(
            temporary,
            save_all=True,
            append_images=rest,
            duration=[round(milliseconds)] * len(rest) + [round(last)],
            loop=0,
            lossless=lossless,
        )


def _shown(frames: Iterable[Image.Image], ticks: int, last: int) -> Iterator[tuple[Image.Image, int]]:
    """Frames with how long each is shown, the last one longer."""
    coming = iter(frames)
    waiting = next(coming)
    for frame in coming:
        yield waiting, ticks
        waiting = frame
    yield waiting, last
