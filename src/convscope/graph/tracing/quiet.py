"""PyTorch's tracer: one thread at a time, and silent in that thread alone.

The tracer is not made for several threads.  It logs, warns and prints for those who work on it; our error says what
there is to say.  Whatever other threads log, warn of or print meanwhile comes out as ever.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock, get_ident
from typing import Any, TextIO

_LOCK = RLock()


class _Silence:
    """Silence in the thread that made it, until it ends."""

    def __init__(self) -> None:
        self._thread: int | None = get_ident()

    def holds(self) -> bool:
        return self._thread == get_ident()

    def end(self) -> None:
        self._thread = None

    def match(self, _text: str) -> bool:
        """As the pattern of a warnings filter: every message of this thread."""
        return self.holds()


class _Stream:
    """A text stream that drops what a silent thread writes.

    Whoever keeps it longer than the silence lasts, such as a log handler made meanwhile, has the stream as it was.
    """

    def __init__(self, stream: TextIO, silence: _Silence) -> None:
        self._stream, self._silence = stream, silence

    def write(self, text: str) -> int:
        return len(text) if self._silence.holds() else self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def quiet_tracer() -> Iterator[None]:
    """Use PyTorch's tracer: other threads that want to wait, and nothing of it comes out."""
    with _LOCK, warnings.catch_warnings():
        silence = _Silence()
        warnings.filters.insert(0, ("ignore", silence, Warning, None, 0))  # type: ignore[attr-defined]
        before, stream = sys.stderr, _Stream(sys.stderr, silence)
        sys.stderr = stream
        try:
            yield
        finally:
            silence.end()
            if sys.stderr is stream:
                sys.stderr = before
