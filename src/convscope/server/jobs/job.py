"""One job: a computation that tells how far it is, waits while it is paused, and leaves its result or nothing."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from PIL import Image

from convscope.errors import Cancelled, ConvscopeError
from convscope.progress import Progress
from convscope.server.jobs.pictures import Work
from convscope.server.jobs.turn import Turn

State = Literal["queued", "running", "paused", "done", "cancelled", "failed"]

SECONDS = 0.5  # from one intermediate picture to the next
SIDE = 512  # pixels of one
POINTS = 1000  # of a curve


class Job(Progress):
    """A computation in a thread of its own.

    Args:
        number: by which it is asked for.
        work: what it does.
        turn: the line of all jobs.

    Attributes:
        done: pieces that are done.
        total: pieces in all; None where nobody knows.
        what: the phase.
        figures: reached so far.
        curve: pieces that were done and the objective that was reached there, of at most `POINTS` steps.
        picture: the last intermediate picture, in the end the result, as PNG; None where there is none.
        version: counts what changed.
        problem: why it failed.
    """

    def __init__(self, number: str, work: Work, turn: Turn) -> None:
        super().__init__()
        self.number, self.work = number, work
        self.curve: list[tuple[int, float]] = []
        self.done, self.what, self.figures = 0, "", dict[str, float]()
        self.total: int | None = None
        self.picture: bytes | None = None
        self.version, self.problem = 0, ""
        self._turn = turn
        self._end: State | None = None
        self._every, self._is_kept = 1, False
        self._goes_on, self._shown_at = threading.Event(), 0.0
        self._goes_on.set()
        threading.Thread(target=self._work, name=f"convscope job {number}", daemon=True).start()

    @property
    def state(self) -> State:
        """What has become of it."""
        if self._end is not None:
            return self._end
        if not self._goes_on.is_set():
            return "paused"
        return "running" if self._turn.is_of(self) else "queued"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will change."""
        return self._end is not None

    def pause(self) -> None:
        """Let others compute after the piece that it is at."""
        self._goes_on.clear()
        self.version += 1

    def resume(self) -> None:
        """Go on, when it is its turn again."""
        self._goes_on.set()
        self.version += 1

    def stop(self) -> None:
        """End it after the piece that it is at, with the best that it has so far."""
        self._is_kept = True
        self.cancel()

    def cancel(self) -> None:
        """End it after the piece that it is at; what it has so far is dropped."""
        super().cancel()
        self._goes_on.set()
        self._turn.look_again()

    def steer(self, objectives: Sequence[str]) -> None:
        """Climb something else from the next step on."""
        self.work.steering.ask(objectives)
        self.version += 1

    def step(
        self,
        done: int,
        total: int | None,
        *,
        what: str = "",
        picture: Callable[[], Image.Image] | None = None,
        figures: Mapping[str, float] | None = None,
    ) -> None:
        """Keep what is told, and wait while it is paused; see `Progress.step`."""
        self.done, self.total, self.what, self.figures = done, total, what, dict(figures or {})
        if "objective" in self.figures:
            self._draw(done, self.figures["objective"])
        if picture is not None and time.monotonic() - self._shown_at >= SECONDS:
            self.picture, self._shown_at = _png(picture()), time.monotonic()
        self.version += 1
        if not self._goes_on.is_set():
            self._turn.give(self)
            self._take_turn()

    @property
    def _is_dropped(self) -> bool:
        """Whether it is cancelled, and not to end with what it has."""
        return self.cancelled and not self._is_kept

    def _draw(self, done: int, value: float) -> None:
        """Add a point to the curve; where it is full, every second point leaves it, and it goes on half as dense."""
        if self.curve and done < self.curve[-1][0] + self._every:
            return
        self.curve.append((done, value))
        if len(self.curve) > POINTS:
            self.curve, self._every = self.curve[::2], 2 * self._every

    def _take_turn(self) -> None:
        """Wait until it is neither paused nor another's turn.

        Raises:
            Cancelled: it is cancelled meanwhile.
        """
        self._goes_on.wait()
        while self._turn.take(self, lambda: self._is_dropped):
            if self._is_dropped:
                break
            if self._goes_on.is_set():
                self.version += 1
                return
            self._turn.give(self)
            self._goes_on.wait()
        raise Cancelled

    def _work(self) -> None:
        made: bytes | None = None
        end: State = "failed"
        try:
            self._take_turn()
            made = self.work.make(self)
            end = "cancelled" if self._is_dropped else "done"
        except Cancelled:
            end = "cancelled"
        except ConvscopeError as error:
            self.problem = str(error)
        except Exception as error:
            self.problem = f"Something failed that should not: {type(error).__name__}."
        self.picture = made if end == "done" else None
        if self._turn.is_of(self):
            self._turn.give(self)
        self._end = end
        self.version += 1


def _png(picture: Image.Image) -> bytes:
    file, small = io.BytesIO(), picture.copy()
    small.thumbnail((SIDE, SIDE))
    small.save(file, "PNG")
    return file.getvalue()
