"""Moving pictures: GIF and WebP by Pillow, MP4 by PyAV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from convscope.errors import OutputError
from convscope.extras import extra
from convscope.files import replacing

ANIMATIONS = (".gif", ".webp", ".mp4")


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
            _save_film(chain([first], coming), first.size, temporary, milliseconds, last)
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


def _save_film(
    frames: Iterable[Image.Image], size: tuple[int, int], path: Path, milliseconds: float, last: float
) -> None:
    """H.264 in the form that every browser and player takes: sides even, colours at half resolution."""
    av = extra("av", "video")

    rate = Fraction(1000 / milliseconds).limit_denominator(1001)
    width, height = (side // 2 * 2 for side in size)
    with av.open(str(path), "w") as film:
        # Without frames that refer to later ones the last packet is the last frame, which can be told to stay.
        stream = film.add_stream("libx264", rate=rate, options={"crf": "18", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"

        def packets() -> Iterator[Any]:
            for frame in frames:
                whole = frame.convert("RGB").crop((0, 0, width, height))
                yield from stream.encode(av.VideoFrame.from_ndarray(np.asarray(whole)))
            yield from stream.encode()

        waiting = None
        for packet in packets():
            if waiting is not None:
                film.mux(waiting)
            waiting = packet
        if waiting is not None:
            waiting.duration = round(last / 1000 / waiting.time_base)
            film.mux(waiting)
