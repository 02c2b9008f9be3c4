"""Who does the jobs of a scan."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from convscope.examine.scans.jobs import Job, Schedule, Work


class Workers(Protocol):
    """Somebody who does jobs, several at a time or one after the other."""

    @property
    def have_room(self) -> bool:
        """Whether another job can be started."""
        ...

    def start(self, job: Job) -> None:
        """Begin a job."""
        ...

    def finished(self) -> Job | None:
        """A job that is done, waiting for one if need be; None where none is under way."""
        ...


class ThisProcess:
    """The process that scans computes each job as it is started; a thread keeps what came out of the one before.

    Args:
        work: of the scan.
        step: told how many photos more are computed; may raise to end the work.
    """

    def __init__(self, work: Work, step: Callable[[int], None]) -> None:
        self._work, self._step = work, step
        self._keeper = ThreadPoolExecutor(1)
        self._computed: deque[tuple[Job, Future[None]]] = deque()

    def __enter__(self) -> ThisProcess:
        return self

    def __exit__(self, *error: object) -> None:
        """Wait until what was computed is kept."""
        self._keeper.shutdown()

    @property
    def have_room(self) -> bool:
        """Whether nothing, or only what one job computed, waits to be kept."""
        return len(self._computed) < 2

    def start(self, job: Job) -> None:
        """Compute a job."""
        keep = job.compute(self._work, self._step)
        self._computed.append((job, self._keeper.submit(keep)))

    def finished(self) -> Job | None:
        """The next job whose results are kept."""
        if not self._computed:
            return None
        job, kept = self._computed.popleft()
        kept.result()
        return job


def carry_out(schedule: Schedule, workers: Workers) -> None:
    """Have all jobs of a schedule done."""
    while True:
        while workers.have_room and (job := schedule.next()) is not None:
            workers.start(job)
        done = workers.finished()
        if done is None:
            return
        schedule.done(done)
