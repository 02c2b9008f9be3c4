"""The end of a process in which a computation goes on that nobody waits for."""

from __future__ import annotations

import atexit
import os
import sys

from convscope.cli.answer import INTERRUPTED


def leave_at_once() -> None:
    """End an interrupted process without waiting: the computation would abort Python's own end."""
    atexit.register(_leave)


def _leave() -> None:
    sys.stdout.flush()
    os._exit(INTERRUPTED)
