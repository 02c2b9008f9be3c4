"""Timing two ways of doing the same work in turns, in one process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One claim and what was measured.

    Attributes:
        claim: the work, on which network and input.
        ours_seconds: median time of this project.
        peer: the package that it is measured against.
        peer_seconds: median time of the peer on the same work.
        goal: how many times as fast this project is to be.
        difference: greatest difference of the results, in parts of the range of the peer's.
    """

    claim: str
    ours_seconds: float
    peer: str
    peer_seconds: float
    goal: float
    difference: float

    @property
    def ratio(self) -> float:
        """How many times as fast this project is."""
        return self.peer_seconds / self.ours_seconds

    def document(self) -> dict[str, Any]:
        """The row in plain values."""
        return {**asdict(self), "ratio": self.ratio}


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
