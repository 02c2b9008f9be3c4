"""A progress that ends like a kill."""

from __future__ import annotations

from typing import Any

from convscope.progress import Progress


class KilledError(Exception):
    pass


class KilledAt(Progress):
    """Ends like a kill, without another word, at a step."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.last = last

    def step(self, done: int, total: int | None, **_: Any) -> None:
        if done == self.last:
            raise KilledError
