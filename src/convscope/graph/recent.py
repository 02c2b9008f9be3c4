"""Things made once and kept as long as they are used: bounded, and safe to ask from several threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any, TypeVar

T = TypeVar("T")


class Recent:
    """The things that were asked for last, by their keys; the one not asked for the longest goes first."""

    def __init__(self, bound: int) -> None:
        """Keep at most so many things."""
        self._bound = bound
        self._kept: OrderedDict[Hashable, tuple[object, Any]] = OrderedDict()
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], T], state: object = None) -> T:
        """What was made for a key, made anew where there is none or where its state is another.

        A thread that asks for what another is making waits for it.  What is made may ask for other things.
        """
        with self._lock:
            if key not in self._kept or self._kept[key][0] != state:
                self._kept[key] = (state, make())
            self._kept.move_to_end(key)
            made: T = self._kept[key][1]
            while len(self._kept) > self._bound:
                self._kept.popitem(last=False)
        return made
