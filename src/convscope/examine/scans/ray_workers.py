"""The jobs of a scan done by the processes of Ray, on this machine or on a cluster.

Each worker opens the network itself and writes what it computes into the scan's folder, which all machines see under
the same path, as they do the data.  What is sent is small: the names and places of a shard's photos.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from convscope.errors import ScanError
from convscope.examine.scans.jobs import Job, Work
from convscope.examine.scans.workplace import Workplace
from convscope.extras import extra, needs

# Ray starts a worker anew whenever it dies; a job that ends so many of them is at fault itself.
_LIVES = 4
_LOOK_SECONDS = 0.5  # after so long it is asked again whether the work is to end


@dataclass(frozen=True)
class Processes:
    """How many processes of Ray do the work.

    Attributes:
        count: of them; None for one for each processor, or for each graphics card where the network computes on one.
    """

    count: int | None

    @classmethod
    def said(cls, workers: str) -> Processes:
        """What ``ray`` or ``ray:N`` asks for.

        Raises:
            ScanError: it is neither.
            ExtraError: Ray is not installed.
        """
        said = re.fullmatch(r"ray(?::([1-9]\d{0,4}))?", workers)
        if said is None:
            raise ScanError(
                f"Workers are ray or ray:N, got {workers!r}.", "Leave them out for a single process."
            )
        needs("cluster", "ray")
        return cls(int(said[1]) if said[1] else None)

    @contextmanager
    def hired(self, place: Workplace, step: Callable[[int], None]) -> Iterator[RayWorkers]:
        """Workers of Ray as it runs already, of that at ``RAY_ADDRESS``, or of one that ends with the block.

        Nothing is reported to anyone, and no dashboard is started.

        Raises:
            ScanError: Ray has not so many processors.
        """
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        ray: Any = extra("ray", "cluster")
        begun = not ray.is_initialized()
        if begun:
            address = os.environ.get("RAY_ADDRESS")
            own = {} if address else {"num_cpus": self.count, "include_dashboard": False}
            with _own_end_signal():
                ray.init(address=address or "local", log_to_driver=False, logging_level="ERROR", **own)
        workers = None
        try:
            workers = RayWorkers(place, self.count, step)
            yield workers
        finally:
            if begun:
                ray.shutdown()
            elif workers:
                workers.dismiss()


class ScanWorker:
    """What a process of Ray does: one job after the other.  It opens the network with the first."""

    def __init__(self) -> None:
        self._work: Work | None = None

    def run(self, place: Workplace, job: Job) -> None:
        """Do a job."""
        self._work = self._work or place.work()
        keep = job.compute(self._work, lambda _: None)
        keep()


class RayWorkers:
    """Processes of Ray, each of which does one job at a time.

    A worker that dies is started anew by Ray, and the job that it was at is begun again: it leaves the same files.

    Args:
        place: what they are told.
        count: how many; None for one for each processor, or graphics card where the network computes on one.
        step: told how many photos more are computed; may raise to end the work.

    Raises:
        ScanError: Ray has not so many processors.
    """

    def __init__(self, place: Workplace, count: int | None, step: Callable[[int], None]) -> None:
        self._ray: Any = extra("ray", "cluster")
        on_card = place.opening.device.startswith("cuda")
        has = int(self._ray.cluster_resources().get("GPU" if on_card else "CPU", 0))
        if has < (count or 1):
            what = "graphics cards" if on_card else "processors"
            raise ScanError(
                f"{count or 1} workers are asked for, but Ray has {has} {what}.", "Take fewer: ray:N."
            )
        worker = self._ray.remote(ScanWorker).options(
            num_cpus=1, num_gpus=int(on_card), max_restarts=-1, max_task_retries=_LIVES - 1
        )
        self._place = self._ray.put(place)
        self._all = [worker.remote() for _ in range(count or has)]
        self._idle = [*self._all]
        self._busy: dict[Any, tuple[Any, Job]] = {}
        self._step = step

    @property
    def have_room(self) -> bool:
        """Whether a worker has nothing to do."""
        return bool(self._idle)

    def start(self, job: Job) -> None:
        """Give a job to a worker that has none."""
        worker = self._idle.pop()
        self._busy[worker.run.remote(self._place, job)] = worker, job

    def finished(self) -> Job | None:
        """The next job that is done.

        Raises:
            ConvscopeError: as the job did.
            ScanError: the workers that were at it died again and again.
        """
        if not self._busy:
            return None
        while not (done := self._ray.wait([*self._busy], timeout=_LOOK_SECONDS)[0]):
            self._step(0)
        worker, job = self._busy.pop(done[0])
        try:
            self._ray.get(done[0])
        except self._ray.exceptions.RayTaskError as error:
            raise error.cause from error
        except self._ray.exceptions.RayError as error:
            raise ScanError(
                f"{_LIVES} workers died one after the other at the same {job.photos} photos, "
                f"from {_first(job)} on.",
                "Is there enough memory? Take fewer workers, ray:N, or find the photo with a single process.",
            ) from error
        self._idle.append(worker)
        self._step(job.photos)
        return job

    def dismiss(self) -> None:
        """End them at once, whatever they are at."""
        for worker in self._all:
            self._ray.kill(worker)


@contextmanager
def _own_end_signal() -> Iterator[None]:
    """Leave to this process what it does when it is asked to end; Ray would have it abort."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if before is not None and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


def _first(job: Job) -> str:
    items = getattr(job, "items", ())
    return items[0][1].name if items else "the start"
