"""Bars of long work on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Task = Callable[[str, int], Callable[[int], None]]


@contextmanager
def progress_bars(*, shown: bool) -> Iterator[Task]:
    """A function that begins a task of so many pictures and returns what is told how many more are done.

    The bars stand on stderr while the block lasts, and only where that is a terminal.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not (shown and console.is_terminal)) as bars:

        def begin(what: str, total: int) -> Callable[[int], None]:
            task = bars.add_task(what, total=total)
            return lambda count: bars.advance(task, count)

        yield begin
