"""How far a long command is, on stderr, and how Ctrl-C ends it: the one place for bars and for signals.

with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
examine(dataset, progress=progress)
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Self

from PIL.Image import Image
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as Bars,
)

from convscope.cli.answer import interrupted, keep_note
from convscope.language import localised, translated
from convscope.progress import Progress

SECONDS_BETWEEN_LINES = 10.0


class TerminalProgress(Progress):
    """Shows one phase at a time: a bar on a terminal, elsewhere a line every ten seconds.

    Args:
        silent: show neither progress nor notes.
        console: where to show them; stderr by default.
    """

    def __init__(self, *, silent: bool = False, console: Console | None = None) -> None:
        super().__init__()
        self._silent = silent
        self._console = console or Console(stderr=True, highlight=False)
        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[figures]}", markup=False),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=silent or not self._console.is_terminal,
        )
        self._task: TaskID | None = None
        self._phase: str | None = None
        self._last_line = time.monotonic()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._bars.stop()

    def step(
        self,
        done: int,
        total: int | None,
        *,
        what: str = "",
        picture: Callable[[], Image] | None = None,  # noqa: ARG002  # a terminal shows none
        figures: Mapping[str, float] | None = None,
    ) -> None:
        """Move the bar, or print a line where ten seconds have gone by; see `Progress.step`."""
        if self._silent:
            return
        numbers = {name: localised(f"{value:.4g}") for name, value in (figures or {}).items()}
        text = "  ".join(f"{translated(name)} {number}" for name, number in numbers.items())
        if self._console.is_terminal:
            self._move(translated(what), done, total, text)
        elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            far = f"{done}" if total is None else translated(f"{done:d} of {total:d}")
            self._print("  ".join(part for part in (translated(what), far, text) if part))

    def note(self, message: str) -> None:
        """Print a line above the bar."""
        keep_note(message)
        if not self._silent:
            self._print(translated(message))

    def _move(self, what: str, done: int, total: int | None, figures: str) -> None:
        if self._task is None or what != self._phase:
            if self._task is not None:
                self._bars.remove_task(self._task)
            self._task, self._phase = self._bars.add_task(what, total=total, figures=""), what
        label = translated(f"stopping {what}") if self.cancelled else what
        self._bars.update(self._task, completed=done, total=total, figures=figures, description=label)

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, soft_wrap=True)


@contextmanager
def cancelled_by_signals(progress: Progress) -> Iterator[None]:
    """Let Ctrl-C or SIGTERM cancel a computation; a second Ctrl-C interrupts it at once.

    In a thread, which gets no signals, nothing changes.
    """

    def cancel(_number: int, _frame: FrameType | None) -> None:
        progress.cancel()
        # A SIGTERM behind it, as torchrun sends one to every process, changes nothing.
        signal.signal(signal.SIGINT, before[signal.SIGINT])

    try:
        before = {kind: signal.signal(kind, cancel) for kind in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
        if progress.cancelled:
            interrupted.set(True)
