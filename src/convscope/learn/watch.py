"""Those who watch a training: the terminal, the drawing of curves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

    from convscope.learn.run import Run


class Watcher:
    """Told what happens; each method does nothing unless it is overridden."""

    def began(self, run: Run, stage: str, steps: int, epochs: int) -> None:
        """A stage of training began: ``head``, ``fine-tuning`` or ``training``."""

    def preparing(self, what: str, done: int, total: int) -> None:
        """Pictures are decoded, or their features computed."""

    def stepped(self, step: int, loss: float) -> None:
        """A step was made, counted over the whole stage."""

    def epoch(self, run: Run, row: Mapping[str, float], module: nn.Module) -> None:
        """An epoch ended and its row of metrics was written."""

    def said(self, message: str) -> None:
        """Something that a person should know."""

    def ended(self, run: Run) -> None:
        """The training ended."""

    def closed(self) -> None:
        """There is nothing more to watch, also after an error."""


class Watchers(Watcher):
    """Several watchers as one."""

    def __init__(self, *watchers: Watcher) -> None:
        self._watchers = watchers

    def began(self, run: Run, stage: str, steps: int, epochs: int) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.began(run, stage, steps, epochs)

    def preparing(self, what: str, done: int, total: int) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.preparing(what, done, total)

    def stepped(self, step: int, loss: float) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.stepped(step, loss)

    def epoch(self, run: Run, row: Mapping[str, float], module: nn.Module) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.epoch(run, row, module)

    def said(self, message: str) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.said(message)

    def ended(self, run: Run) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.ended(run)

    def closed(self) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.closed()
