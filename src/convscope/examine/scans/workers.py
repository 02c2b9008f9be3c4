"""Who does the jobs of a scan."""

from __future__ import annotations

from collections.abc import Callable
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
    """The process that scans does each job itself, as it is started.

    Args:
        work: of the scan.
        step: told how many photos more are computed; may raise to end the work.
    """

    def __init__(self, work: Work, step: Callable[[int], None]) -> None:
        self._work, self._step = work, step
        self._done: Job | None = None

    @property
    def have_room(self) -> bool:
        """Whether the job before has been asked for."""
        return self._done is None

    def start(self, job: Job) -> None:
        """Do a job."""
        job.run(self._work, self._step)
        self._done = job

    def finished(self) -> Job | None:
        """The job that was done last."""
        done, self._done = self._done, None
        return done


def carry_out(schedule: Schedule, workers: Workers) -> None:
    """Have all jobs of a schedule done."""
    while True:
        while workers.have_room and (job := schedule.next()) is not None:
            workers.start(job)
        done = workers.finished()
        if done is None:
            return
        schedule.done(done)
