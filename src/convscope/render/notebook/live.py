"""Progress where a notebook runs: a bar, what was noted, and the picture as it grows."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image

from convscope.language import localised, translated_value
from convscope.progress import Progress
from convscope.render.notebook import fragments
from convscope.render.notebook.fragments import card, sentence, text

# A notebook redraws a cell's output whole, which costs more than most steps.
SECONDS_BETWEEN_BARS = 0.2
SECONDS_BETWEEN_PICTURES = 2.0
NOTES = 12


def default_progress(progress: Progress | None) -> Progress:
    """The progress that was given; by default that of a notebook where one runs, else one that shows nothing."""
    return progress or (NotebookProgress() if in_notebook() else Progress())


def in_notebook() -> bool:
    """Whether this process is the kernel of a notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    return getattr(shell, "kernel", None) is not None


class NotebookProgress(Progress):
    """Shows itself below the cell, which it changes as the work goes on; needs no widgets."""

    def __init__(self) -> None:
        super().__init__()
        self._handle: Any = None
        self._notes: list[str] = []
        self._bar = self._picture = ""
        self._drawn = self._pictured = 0.0

    def step(
        self,
        done: int,
        total: int | None,
        *,
        what: str = "",
        picture: Callable[[], Image.Image] | None = None,
        figures: Mapping[str, float] | None = None,
    ) -> None:
        """Move the bar; draw the picture every few seconds and at the end; see `Progress.step`."""
        now, last = time.monotonic(), done == total
        if not last and now - self._drawn < SECONDS_BETWEEN_BARS:
            return
        self._drawn = now
        self._bar = bar(done, total, what, figures or {})
        if picture is not None and (last or now - self._pictured >= SECONDS_BETWEEN_PICTURES):
            self._picture, self._pictured = fragments.picture(picture()), time.monotonic()
        self._show()

    def note(self, message: str) -> None:
        """Add a line below the bar; only the last dozen are kept."""
        self._notes = [*self._notes, sentence(message)][-NOTES:]
        self._show()

    def _show(self) -> None:
        show = importlib.import_module("IPython.display")  # a notebook has it
        content = show.HTML(card("", [self._bar, *self._notes, self._picture]))
        if self._handle is None:
            self._handle = show.display(content, display_id=True)
        else:
            self._handle.update(content)


def bar(done: int, total: int | None, what: str, figures: Mapping[str, float]) -> str:
    """A bar with its phase, its count and the figures reached."""
    far = f"{done:,}" if total is None else f"{done:,} of {total:,}"
    ends = "" if total is None else f' value="{done}" max="{max(total, 1)}"'
    said = "  ".join(
        f"{translated_value(name)} {localised(f'{value:.4g}')}" for name, value in figures.items()
    )
    return f"<p>{text(what)} <progress{ends}></progress> {text(far)} {text(said)}</p>"
