"""All jobs of a server: those that wait, the one that computes, and the last of those that ended."""

from __future__ import annotations

import secrets
import threading

from convscope.server.failures import MissingError
from convscope.server.jobs.job import Job
from convscope.server.jobs.pictures import Work
from convscope.server.jobs.turn import Turn
from convscope.server.worker import Busy

WAITING = 16
ENDED = 32


class JobQueue:
    """Jobs by their numbers, in the order in which they came."""

    def __init__(self) -> None:
        self._turn, self._lock = Turn(), threading.Lock()
        self._jobs: dict[str, Job] = {}

    def start(self, work: Work) -> Job:
        """Put a job at the end of the line.

        Raises:
            Busy: so many jobs wait already.
        """
        with self._lock:
            if sum(not job.has_ended for job in self._jobs.values()) >= WAITING:
                raise Busy
            job = Job(secrets.token_hex(6), work, self._turn)
            self._jobs[job.number] = job
            for old in [one for one in self._jobs.values() if one.has_ended][:-ENDED]:
                del self._jobs[old.number]
        return job

    def all(self) -> list[Job]:
        """In the order in which they came."""
        with self._lock:
            return list(self._jobs.values())

    def find(self, number: str) -> Job:
        """The job of a number.

        Raises:
            MissingError: there is none.
        """
        with self._lock:
            found = self._jobs.get(number)
        if found is None:
            raise MissingError(f"There is no job {number}.", "api/jobs lists them.")
        return found

    def close(self) -> None:
        """Cancel all."""
        for job in self.all():
            job.cancel()
