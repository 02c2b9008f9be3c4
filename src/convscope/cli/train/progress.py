"""What a terminal shows of a training: a line an epoch, and how long the rest will take."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from convscope.learn.watch import Watcher

if TYPE_CHECKING:
    from torch import nn

    from convscope.learn.run import Run

# Of many quick epochs, as of a head on computed features, not every one deserves a line.
_SECONDS = 1.0


class Terminal(Watcher):
    """Shows progress on stderr, as a live bar where that is a terminal and as lines where it is not."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._progress.start()
        self._task: TaskID | None = None
        self._what = ""
        self._epochs = 0
        self._best = -1.0
        self._printed = 0.0

    def preparing(self, what: str, done: int, total: int) -> None:
        """Show how far decoding or the features are."""
        if what != self._what:
            self._new_task(what, total)
        self._update(done)

    def began(self, run: Run, stage: str, steps: int, epochs: int) -> None:
        """Begin a stage's bar."""
        self._new_task(stage, steps)
        self._epochs = epochs
        self._line(f"{run.name}: {stage}, {epochs} epochs of {steps // max(epochs, 1)} steps")

    def stepped(self, step: int, loss: float) -> None:
        """Move the bar."""
        self._update(step, f"loss {loss:.4f}")

    def epoch(self, run: Run, row: Mapping[str, float], module: nn.Module) -> None:  # noqa: ARG002
        """Print the epoch's line, if it is the best so far or some time has gone by."""
        is_best = row["val_accuracy"] > self._best
        self._best = max(self._best, row["val_accuracy"])
        if is_best or time.monotonic() - self._printed > _SECONDS:
            self._printed = time.monotonic()
            self._line(
                f"epoch {row['epoch']:3.0f}  train loss {row['train_loss']:.4f} accuracy {row['train_accuracy']:6.2%}"
                f"   validation loss {row['val_loss']:.4f} accuracy {row['val_accuracy']:6.2%}"
                + ("  best" if is_best else "")
            )

    def said(self, message: str) -> None:
        """Print it."""
        self._line(message)

    def closed(self) -> None:
        """Leave the terminal as it was."""
        self._progress.stop()

    def _new_task(self, what: str, total: int) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(what, total=total, note="")
        self._what = what

    def _update(self, done: int, note: str = "") -> None:
        if self._task is not None:
            self._progress.update(self._task, completed=done, note=note)

    def _line(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)
