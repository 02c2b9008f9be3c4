"""A photo that is piped in: ``-`` in place of a path."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from convscope.errors import ImageError

STANDARD_INPUT = "-"


@cache
def standard_input() -> bytes:
    """All bytes of the standard input, which can be read only once and are kept.

    Raises:
        ImageError: nobody pipes anything in.
        OSError: it cannot be read.
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise ImageError("The standard input is a terminal, not a photo.", "Pipe a picture file into it.")
    return sys.stdin.buffer.read()


def stem_of(photo: str | os.PathLike[str]) -> str:
    """The stem of files that are made of a photo: its own, or ``stdin`` for the standard input."""
    return "stdin" if os.fspath(photo) == STANDARD_INPUT else Path(photo).stem
