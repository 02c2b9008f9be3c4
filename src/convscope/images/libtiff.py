"""The messages of libtiff, the C library inside Pillow, which go to stderr past Python."""

from __future__ import annotations

import ctypes
from functools import cache
from importlib import import_module
from typing import Any

# The functions that libtiff calls with an error and with a warning; None for none.
Handlers = tuple[int | None, int | None]
SILENT: Handlers = (None, None)


def replaced_handlers(handlers: Handlers) -> Handlers:
    """Let libtiff call other functions with its messages, in all threads; those before are returned.

    What goes wrong is an exception of Pillow's all the same.
    """
    library = _library()
    if library is None:
        return SILENT
    return library.TIFFSetErrorHandler(handlers[0]), library.TIFFSetWarningHandler(handlers[1])


@cache
def _library() -> Any:
    """The libtiff that Pillow is linked with; None where its functions cannot be reached, as on Windows."""
    try:
        library = ctypes.CDLL(import_module("PIL._imaging").__file__)
        for setter in (library.TIFFSetErrorHandler, library.TIFFSetWarningHandler):
            setter.argtypes, setter.restype = [ctypes.c_void_p], ctypes.c_void_p
    except (OSError, AttributeError):
        return None
    return library
