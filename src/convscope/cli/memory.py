"""Memory of a command: what is given back to the allocator stays with the process."""

from __future__ import annotations

import ctypes
import sys

# Parameters of glibc's mallopt.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT = 2**30
# The greatest threshold that older releases of glibc take.
_KEPT_BY_OLDER = 2**25


def keep_freed_memory() -> None:
    """Have glibc keep freed memory instead of returning it to the system at once.

    Each pass through a network frees what the last one used and asks for as much again.  By default glibc gives
    values of layers back to the system, which zeroes every page anew: a third of the time of a step of an ascent.
    It decides for the whole process, which is why the command line does it and the library does not.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        library = ctypes.CDLL("libc.so.6")
        if library.mallopt(_MMAP_THRESHOLD, _KEPT) or library.mallopt(_MMAP_THRESHOLD, _KEPT_BY_OLDER):
            library.mallopt(_TRIM_THRESHOLD, _KEPT)
    except (OSError, AttributeError):  # another C library decides for itself
        return
