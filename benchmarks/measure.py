"""What a benchmark returns: rows, figures and tables; and timing two ways of the same work in turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Row:
    """One claim of speed beside a peer, and what was measured.

    Attributes:
        claim: the work, on which network and input.
        ours_seconds: median time of this project.
        peer: the package that it is measured against.
        peer_seconds: median time of the peer on the same work, with the settings that suit it best.
        goal: how many times as fast this project is to be.
        difference: greatest difference of the results, in parts of the range of the peer's.
        page_seconds: of the peer as its documentation shows; None where nothing else was tried.
        settings: those that suit it best.
    """

    claim: str
    ours_seconds: float
    peer: str
    peer_seconds: float
    goal: float
    difference: float
    page_seconds: float | None = None
    settings: str = ""

    @property
    def ratio(self) -> float:
        """How many times as fast this project is."""
        return self.peer_seconds / self.ours_seconds

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio >= self.goal

    def document(self) -> dict[str, Any]:
        """The row in plain values."""
        return {**asdict(self), "ratio": self.ratio}


@dataclass(frozen=True)
class Figure:
    """One claim that is a number of its own: a memory, a share, a slowdown, a count of wins.

    Attributes:
        claim: what is measured, on which network and input.
        value: what came out.
        unit: of the value, such as ``MB``, ``of 20`` or ``times``.
        goal: what is to be reached.
        bound: whether the value is to be at least or at most the goal.
        note: what else a reader must know.
    """

    claim: str
    value: float
    unit: str
    goal: float
    bound: Literal["at least", "at most"]
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.value >= self.goal if self.bound == "at least" else self.value <= self.goal

    def document(self) -> dict[str, Any]:
        """The figure in plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Table:
    """Numbers that are no claim: what was found of several things by several measures.

    Attributes:
        title: what and on how many.
        header: of the columns.
        cells: a row each, as they are shown.
        numbers: all of it in plain values.
    """

    title: str
    header: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    numbers: dict[str, Any]

    def document(self) -> dict[str, Any]:
        """The table in plain values."""
        return {"title": self.title, **self.numbers}


def in_turns(ours: Callable[[], Any], peer: Callable[[], Any], *, rounds: int = 7) -> tuple[float, float]:
    """Median seconds of both, each run once to warm up and then in turns, so that both meet the same machine."""
    ours()
    peer()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for run, taken in zip((ours, peer), times, strict=True):
            began = time.perf_counter()
            run()
            taken.append(time.perf_counter() - began)
    return statistics.median(times[0]), statistics.median(times[1])
