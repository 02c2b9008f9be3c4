"""What the routes share: one network, its photos, and the workers that compute answers about them."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from convscope.errors import NetworkError
from convscope.graph.recent import Recent
from convscope.graph.runs import FirstRun
from convscope.network import Network
from convscope.network.edits import Edited, Edits
from convscope.network.edits.editing import edited
from convscope.network.task.places import Generation
from convscope.progress import Progress
from convscope.server.answer import Answer
from convscope.server.identity import identity
from convscope.server.jobs.queue import JobQueue
from convscope.server.kept_answers import KeptAnswers
from convscope.server.layer_values import LayerValues
from convscope.server.scanned import Scanned
from convscope.server.shelf import Held, Shelf
from convscope.server.watched import Watched
from convscope.server.worker import Worker

WAITING = 64  # questions
RUNS = 2  # photos whose first run is kept
EDITED = 4  # edits whose values are kept


@dataclass
class Asking:
    """A question that is being answered.

    Attributes:
        task: answers it.
        progress: of its computation.
        waiting: how many wait for it.
    """

    task: asyncio.Task[Answer]
    progress: Progress
    waiting: int = 0


class Microscope:
    """One network, its photos and what was computed about them.

    Args:
        network: takes one photo.
        shelf: of the photos.
        kept: where answers are kept.
        scanned: a scan of the network, if there is one.
        watched: runs that are watched.
        beside: the microscope of another network, whose workers and jobs it shares.

    Attributes:
        session: other digits each time that the server begins.
        values: of layers for photos.
        decoding: decodes photos.
        quick: computes what takes a pass or less.
        long: computes what takes many passes.
        scanning: computes what is asked of all photos of the scan.
        scanned: the scan.
        watched: the runs.
        jobs: what takes minutes.

    Raises:
        NetworkError: the network takes several inputs, or no photo.
    """

    def __init__(
        self,
        network: Network,
        shelf: Shelf,
        kept: KeptAnswers,
        scanned: Scanned | None = None,
        watched: Watched | None = None,
        beside: Microscope | None = None,
    ) -> None:
        if len(network.inputs) > 1 or network.preprocessing is None:
            raise NetworkError(
                f"The page shows networks that take one photo; {network.name} does not.",
                "Make pictures by `convscope generate`, or, in Python, hold its other inputs with holding()."
                if network.task.name == Generation.name
                else "Hold its other inputs with holding(), or give it a preprocessing.",
            )
        self.network, self.shelf, self.digest = network, shelf, network.digest
        self.scanned, self.watched = scanned, watched or Watched()
        self.session, self._identity = secrets.token_hex(8), identity(network)
        self._first = beside or self
        if beside is None:
            self.decoding, self.quick, self.long, self.scanning = (
                Worker(f"convscope {name}", WAITING) for name in ("decoding", "quick", "long", "scanning")
            )
            self.jobs, self._has_ended = JobQueue(), False
        else:
            self.decoding, self.quick, self.long = beside.decoding, beside.quick, beside.long
            self.scanning, self.jobs = beside.scanning, beside.jobs
        self._kept, self.values = kept, LayerValues(network, shelf)
        self._runs, self._edited = Recent(RUNS), Recent(EDITED)
        self._asked: dict[str, Asking] = {}
        self._unwritten: dict[str, Answer] = {}

    @property
    def is_closed(self) -> bool:
        """Whether the server ends."""
        return self._first._has_ended

    def beside(self, network: Network) -> Microscope:
        """A microscope of another network, with the same photos, workers and jobs.

        Raises:
            NetworkError: the network takes several inputs, or no photo.
        """
        return Microscope(network, self.shelf, self._kept, beside=self._first)

    def edited(self, held: Held, edits: Edits) -> Edited:
        """A photo and the network with edits; what is computed of them is kept with the first run.

        Raises:
            AddressError: an edit names what the network does not have.
            EditError: it paints beside the photo.
            ImageError: the photo cannot be decoded.
        """
        photo, digest = self.shelf.photo(held), self.shelf.digest(held)

        def first() -> FirstRun:
            inputs = self.network.prepare(photo)
            return FirstRun(self.network.graph(inputs.shape[1:]), inputs)

        def make() -> Edited:
            return edited(self.network, self._runs.get(held.id, first, digest), edits)

        return self._edited.get((held.id, str(edits)), make, digest)

    def close(self) -> None:
        """Answer all that waits for a computation that the server ends, and cancel all jobs."""
        self._first._has_ended = True
        self.jobs.close()
        for worker in (self.decoding, self.quick, self.long, self.scanning):
            worker.close()

    async def key(self, what: str, held: Held | None = None, **question: Any) -> str:
        """32 hexadecimal digits of all that decides an answer: network, photo and question.

        Raises:
            ImageError: the photo cannot be decoded.
        """
        photo = None if held is None else await self.decoding.do(lambda: self.shelf.digest(held))
        return key_of(self._identity, photo, what, question)

    async def ask(
        self, key: str, make: Callable[[], Answer], worker: Worker, progress: Progress | None = None
    ) -> Answer:
        """The answer of a key: kept, or being computed for another, or computed now.

        When all who wait for it give up, it is computed no further.

        Args:
            key: of the question.
            make: computes it.
            worker: where.
            progress: ends the computation when it is cancelled.

        Raises:
            Busy: too much is waiting.
            ConvscopeError: what is asked for is wrong.
        """
        asking = self._asked.get(key)
        if asking is None:
            task = asyncio.ensure_future(self._found_or_made(key, make, worker))
            asking = self._asked[key] = Asking(task, progress or Progress())
            task.add_done_callback(lambda _done: self._forget(key, task))
        asking.waiting += 1
        try:
            return await asyncio.shield(asking.task)
        finally:
            asking.waiting -= 1
            if not asking.waiting and not asking.task.done():
                self._forget(key, asking.task)
                asking.progress.cancel()
                asking.task.cancel()

    def _forget(self, key: str, task: asyncio.Task[Answer]) -> None:
        if key in self._asked and self._asked[key].task is task:
            del self._asked[key]

    async def _found_or_made(self, key: str, make: Callable[[], Answer], worker: Worker) -> Answer:
        found = self._unwritten.get(key) or await asyncio.to_thread(self._kept.find, key)
        if found is None:
            found = self._unwritten[key] = await worker.do(make)
            asyncio.get_running_loop().run_in_executor(
                None, self._write, key, found
            )  # nobody waits for the disk
        return found

    def _write(self, key: str, answer: Answer) -> None:
        self._kept.put(key, answer)
        self._unwritten.pop(key, None)


def key_of(network: str, photo: str | None, what: str, question: Mapping[str, Any]) -> str:
    """32 hexadecimal digits of plain values."""
    whole = json.dumps([network, photo, what, question], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
