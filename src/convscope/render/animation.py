"""Moving pictures: GIF and WebP by Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from convscope.errors import OutputError
from convscope.files import replacing

ANIMATIONS = (".gif", ".webp")


def check_animation(path: Path) -> None:
    """Raise OutputError unless the path ends like a moving picture's."""
    if path.suffix.lower() not in ANIMATIONS:
        raise OutputError(
            f"{path} does not end like a moving picture's file.", f"End it with {' or '.join(ANIMATIONS)}."
        )


def save_frames(frames: Sequence[Image.Image], path: Path, *, milliseconds: int = 80) -> None:
    """Write pictures one after another; the last one stays longest, then it begins anew.

    Raises:
        OutputError: for another format, no picture at all, or when the file cannot be written.
    """
    check_animation(path)
    if not frames:
        raise OutputError(f"There is no picture to write to {path}.", "Take more steps.")
    durations = [milliseconds] * (len(frames) - 1) + [max(1500, milliseconds)]
    with replacing(path) as temporary:
        frames[0].save(temporary, save_all=True, append_images=frames[1:], duration=durations, loop=0)
