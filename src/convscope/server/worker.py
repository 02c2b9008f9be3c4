"""A thread that computes one thing after another, and for which nobody waits when the server ends."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class Busy(Exception):  # noqa: N818  # nothing went wrong
    """More is waiting than shall wait; ask again later."""


class Ended(Exception):  # noqa: N818  # nothing went wrong
    """The server ends, and nobody waits for the computation."""


class Worker:
    """One computation at a time, in the order in which they were asked for.

    Args:
        name: of the thread.
        most: computations that may wait.
    """

    def __init__(self, name: str, most: int) -> None:
        self._most = most
        self._queue: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._asked: set[Future[Any]] = set()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    async def do(self, make: Callable[[], T]) -> T:
        """What a function gives, or raises.

        Raises:
            Busy: too much is waiting.
            Ended: the worker was closed.
        """
        if self._queue.qsize() >= self._most:
            raise Busy
        future: Future[T] = Future()
        self._asked.add(future)
        future.add_done_callback(self._asked.discard)
        self._queue.put((future, make))
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Raise `Ended` wherever a computation is waited for; one that has begun goes on unheard."""
        for future in list(self._asked):
            with suppress(InvalidStateError):
                future.set_exception(Ended())

    def _work(self) -> None:
        while True:
            future, make = self._queue.get()
            if not future.done():
                with suppress(InvalidStateError):  # closed meanwhile
                    _fulfil(future, make)
            del future, make  # what was computed is not held while nothing is asked


def _fulfil(future: Future[T], make: Callable[[], T]) -> None:
    try:
        made = make()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(made)
