"""A training that is asked to stop."""

from __future__ import annotations

from convscope.progress import Progress


class Stopping(Progress):
    """Asks to stop at a step of the training."""

    def __init__(self, at: int, phase: str = "training") -> None:
        super().__init__()
        self.at, self.phase = at, phase

    def step(self, done: int, total: int | None, *, what: str = "", **_: object) -> None:
        if what == self.phase and done == self.at:
            self.cancel()
