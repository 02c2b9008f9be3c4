"""Steering: what is climbed may change while it is climbed, and is written down with the step at which it did."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """From a step on, something else was climbed.

    Attributes:
        after: steps taken before it.
        objectives: what is climbed from there on, as texts.
    """

    after: int
    objectives: tuple[str, ...]


class Steering:
    """What is climbed at each step of a computation.

    Args:
        changes: those of an earlier computation, which this one repeats.
    """

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self._changes = sorted(changes, key=lambda change: change.after)
        self._asked: tuple[str, ...] | None = None
        self._lock = threading.Lock()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Those that have come, and those that will."""
        with self._lock:
            return tuple(self._changes)

    def ask(self, objectives: Sequence[str]) -> None:
        """Climb something else from the next step on; from any thread."""
        with self._lock:
            self._asked = tuple(objectives)

    def at(self, step: int) -> tuple[str, ...] | None:
        """What is climbed after so many steps; None where it is what the computation began with."""
        with self._lock:
            if self._asked is not None:
                before = [change for change in self._changes if change.after < step]
                self._changes, self._asked = [*before, Change(step, self._asked)], None
        return self.ended(step + 1)

    def ended(self, steps: int) -> tuple[str, ...] | None:
        """What the last of so many steps climbed; None where it is what the computation began with."""
        begun = [change.objectives for change in self.changes if change.after < steps]
        return begun[-1] if begun else None
