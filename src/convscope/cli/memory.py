"""Memory of a command: what is given back to the allocator stays with the process."""

from __future__ import annotations

import ctypes
import sys

# Parameters of glibc's mallopt.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT = 2**30


def keep_freed_memory() -> None:
    """Have glibc keep freed memory instead of returning it to the system at once.

    Each step of an ascent frees what the last one used and asks for as much again.  By default glibc gives values
    of layers back to the system, which zeroes every page anew: a third of a step's time.  It decides for the whole
    process, which is why a command does it and the library does not.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        library = ctypes.CDLL("libc.so.6")
        library.mallopt(_TRIM_THRESHOLD, _KEPT)
        library.mallopt(_MMAP_THRESHOLD, _KEPT)
    except (OSError, AttributeError):  # another C library decides for itself
        return
