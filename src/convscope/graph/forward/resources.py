"""How much memory and which engine forward passes may take: matters of speed, never of results."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Literal, get_args

from convscope.errors import ResourceError

EngineName = Literal["auto", "pytorch", "openvino"]

# Greater batches do not make a CPU faster: their values no longer fit into its caches.
ENOUGH = 192 * 2**20

_UNITS = {"": 1, "b": 1, "k": 2**10, "kb": 2**10, "m": 2**20, "mb": 2**20, "g": 2**30, "gb": 2**30}


@dataclass(frozen=True)
class Resources:
    """What forward passes may take.

    Attributes:
        engine: what computes them; ``auto`` takes OpenVINO where it is installed and saves more than it costs to
            start.
        memory: bytes that the values of layers may take.
        times: how often the same passes will be asked for, such as once for each of many photos, so that an engine
            is started for all of them together.
    """

    engine: EngineName = "auto"
    memory: int = ENOUGH
    times: int = 1


_IN_FORCE: ContextVar[Resources | None] = ContextVar("resources", default=None)


def resources() -> Resources:
    """Those in force; by default any engine, and a quarter of the free memory but no more than is of use."""
    return _IN_FORCE.get() or Resources(memory=min(ENOUGH, _free_memory() // 4))


@contextmanager
def using(*, engine: str = "auto", memory: int | str | None = None) -> Iterator[None]:
    """Put an engine and a memory budget in force.

    Args:
        engine: ``auto``, ``pytorch`` or ``openvino``.
        memory: bytes, or a text such as ``500MB`` or ``2GB``; by default a quarter of the free memory.

    Raises:
        ResourceError: there is no such engine, or the text is no amount of memory.
    """
    names = get_args(EngineName)
    if engine not in names:
        raise ResourceError(f"There is no engine {engine!r}.", f"There are {', '.join(names)}.")
    before = resources()
    budget = before.memory if memory is None else read_memory(memory)
    with _in_force(Resources(engine, budget, before.times)):  # type: ignore[arg-type]  # it is one of the names
        yield


@contextmanager
def repeated(times: int) -> Iterator[None]:
    """Say that each pass inside will be asked for so often, as by a loop over photos.

    Args:
        times: at least 1; a loop within a loop counts for both.
    """
    before = resources()
    with _in_force(replace(before, times=before.times * max(1, times))):
        yield


@contextmanager
def _in_force(asked: Resources) -> Iterator[None]:
    token = _IN_FORCE.set(asked)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def read_memory(amount: int | str) -> int:
    """Bytes of an amount such as ``500MB``; units are powers of 1024.

    Raises:
        ResourceError: it is no amount above zero.
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*", str(amount))
    size = int(float(found[1]) * _UNITS[found[2].lower()]) if found and found[2].lower() in _UNITS else 0
    if size <= 0:
        raise ResourceError(f"{amount!r} is no amount of memory.", "Write 500MB or 2GB.")
    return size


def _free_memory() -> int:
    """Bytes that nobody uses now; where the system does not say, as much as is of use."""
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 4 * ENOUGH
