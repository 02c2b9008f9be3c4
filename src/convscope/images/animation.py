"""Moving pictures: GIF and WebP by Pillow, MP4 by PyAV."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

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
    frames: Sequence[Image.Image],
    path: Path,
    *,
    milliseconds: int = 80,
    last: int = 1500,
    lossless: bool = False,
) -> None:
    """Write pictures one after another; the last one stays longest, then it begins anew.

    Args:
        frames: of one size.
        path: ends with .gif, .webp or .mp4.
        milliseconds: that each picture stays.
        last: milliseconds that the last one stays at least.
        lossless: whether a WebP keeps every pixel, as drawings need it.

    Raises:
        OutputError: for another format, no picture at all, or when the file cannot be written.
    """
    check_animation(path)
    if not frames:
        raise OutputError(f"There is no picture to write to {path}.", "Take more steps.")
    last = max(last, milliseconds)
    with replacing(path) as temporary:
        if path.suffix.lower() == ".mp4":
            _save_film([*frames, *[frames[-1]] * (last // milliseconds - 1)], temporary, milliseconds)
            return
        frames[0].save(
            temporary,
            save_all=True,
            append_images=frames[1:],
            duration=[milliseconds] * (len(frames) - 1) + [last],
            loop=0,
            lossless=lossless,
        )


def _save_film(frames: Sequence[Image.Image], path: Path, milliseconds: int) -> None:
    """H.264 in the form that every browser and player takes: sides even, colours at half resolution."""
    av = extra("av", "video")

    width, height = (side // 2 * 2 for side in frames[0].size)
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=Fraction(1000, milliseconds), options={"crf": "18"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for frame in frames:
            whole = frame.convert("RGB").crop((0, 0, width, height))
            film.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(whole))))
        film.mux(stream.encode())
