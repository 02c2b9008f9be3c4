"""One thread for what is too small for several."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """Let this thread alone compute without others; what further threads of the process compute is as before.

    A rectangle that an edit reaches is hundreds of operations of some microseconds each. Where another program takes
    the processor, each would wait for its second thread to get a turn: a second altogether.
    """
    with _openmp().limit(limits=1):
        yield


@cache
def _openmp() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="openmp")
