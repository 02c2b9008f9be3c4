"""Signals, such as Ctrl-C, are handled on the thread's ordinary stack."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_DISABLED = 2  # SS_DISABLE of sigaltstack(2)


class _Stack(ctypes.Structure):
    """`stack_t` of Linux."""

    _fields_ = (("start", ctypes.c_void_p), ("flags", ctypes.c_int), ("size", ctypes.c_size_t))


@contextmanager
def ordinary_signal_stack() -> Iterator[None]:
    """Take back the stack for signals that a library has set for this thread meanwhile.

    OpenVINO's CPU plugin sets one when it is loaded.  When it is unloaded, it sets the one before again, which may be
    another plugin's that is gone: the next signal would be written to memory that is no longer there, and Ctrl-C
    would end the process by a segmentation fault.
    """
    try:
        yield
    finally:
        if sys.platform.startswith("linux"):
            ctypes.CDLL(None).sigaltstack(ctypes.byref(_Stack(None, _DISABLED, 0)), None)
