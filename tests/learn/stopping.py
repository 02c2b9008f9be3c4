"""A training that is asked to stop."""

from __future__ import annotations

from convscope.progress import Progress


class Stopping(Progress):
    """Asks to stop at a step of the training."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def step(self, done: int, total: int | None, *, what: str = "", **_: object) -> None:
        if what == "training" and done == self.at:
            self.cancel()
