"""A film written frame by frame, by PyAV: H.264, GIF or WebP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from convscope.extras import extra

# Codec, pixels and settings, by the file's ending.  H.264 in the form that every browser and player takes, and
# without frames that refer to later ones: the last packet is then the last frame, which can be told to stay.
_CODECS = {
    ".mp4": ("libx264", "yuv420p", {"crf": "18", "bf": "0"}),
    ".gif": ("gif", "pal8", {}),
    ".webp": ("libwebp_anim", "yuv420p", {"quality": "80"}),
}


def write_film(frames: Iterable[tuple[Image.Image, int]], path: Path, tick: Fraction) -> None:
    """Write pictures one after another; of the coded ones alone some are held.

    Args:
        frames: at least one, of one size, each with the ticks for which it is shown.
        path: ends with .mp4, .gif or .webp; all but GIF lose an odd last row or column.
        tick: in seconds.

    Raises:
        ExtraError: PyAV is missing.
    """
    av = extra("av", "video")
    codec, pixels, settings = _CODECS[path.suffix.lower()]
    coming = iter(frames)
    first = next(coming)
    width, height = (side // 2 * 2 if pixels == "yuv420p" else side for side in first[0].size)
    forever = {} if codec == "libx264" else {"loop": "0"}
    with av.open(str(path), "w", options=forever) as film:
        rate = (1 / (tick * first[1])).limit_denominator(60_000)
        stream = film.add_stream(codec, rate=rate, options=settings)
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        stream.codec_context.time_base = tick
        waiting, shown = None, 0

        def packets() -> Iterator[Any]:
            nonlocal shown
            at = 0
            for picture, shown in _with(first, coming):  # the last one's is read below
                frame = _frame(av, picture.convert("RGB").crop((0, 0, width, height)), pixels)
                frame.pts, frame.time_base, frame.duration = at, tick, shown
                yield from stream.encode(frame)
                at += shown
            yield from stream.encode()

        for packet in packets():
            if waiting is not None:
                film.mux(waiting)
            waiting = packet
        if waiting is not None:
            waiting.duration = round(shown * tick / waiting.time_base)
            film.mux(waiting)


def _with(first: tuple[Image.Image, int], others: Iterator[tuple[Image.Image, int]]) -> Iterator[Any]:
    yield first
    yield from others


def _frame(av: Any, picture: Image.Image, pixels: str) -> Any:
    if pixels != "pal8":
        return av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
    indexed = picture.quantize(256)
    palette = np.full((256, 4), 255, np.uint8)  # alpha, red, green, blue
    colours = np.array(indexed.getpalette("RGB"), np.uint8).reshape(-1, 3)
    palette[: len(colours), 1:] = colours
    return av.VideoFrame.from_ndarray((np.asarray(indexed), palette), format="pal8")
