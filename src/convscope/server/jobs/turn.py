"""Whose turn it is: one computation at a time, in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable


class Turn:
    """A line of which only the first computes."""

    def __init__(self) -> None:
        self._line: deque[object] = deque()
        self._changed = threading.Condition()

    def take(self, who: object, gives_up: Callable[[], bool]) -> bool:
        """Wait until it is somebody's turn; False where they give up first."""
        with self._changed:
            self._line.append(who)
            self._changed.wait_for(lambda: gives_up() or self._line[0] is who)
            if self._line[0] is who:
                return True
            self._line.remove(who)
            return False

    def give(self, who: object) -> None:
        """Let the next one compute."""
        with self._changed:
            self._line.remove(who)
            self._changed.notify_all()

    def is_of(self, who: object) -> bool:
        """Whether it is somebody's turn."""
        with self._changed:
            return bool(self._line) and self._line[0] is who

    def look_again(self) -> None:
        """Let those who wait ask whether they give up."""
        with self._changed:
            self._changed.notify_all()
