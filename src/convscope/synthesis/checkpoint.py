"""Where a long climb goes on from after it was killed or interrupted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

State = Mapping[str, Any]


class Checkpoint:
    """Keeps nothing; `keep` is overridden where a state is to be kept.

    Args:
        resumed: the state that an equal computation left, to go on from; None for a fresh start.
    """

    def __init__(self, resumed: State | None = None) -> None:
        self.resumed = resumed

    def keep(self, state: Callable[[], State], *, last: bool = False) -> None:
        """Be told after each step.

        Args:
            state: makes all that is needed to go on from here: plain values and tensors, which ``torch.save`` keeps.
            last: whether the computation ends here, since it was cancelled.
        """

    def within(self, whole: Callable[[State], State], resumed: State | None) -> Checkpoint:
        """The checkpoint of a part of this computation.

        Args:
            whole: makes the state of the whole from that of the part.
            resumed: the state that the part goes on from.
        """
        return _Within(self, whole, resumed)


class _Within(Checkpoint):
    def __init__(self, outer: Checkpoint, whole: Callable[[State], State], resumed: State | None) -> None:
        super().__init__(resumed)
        self._outer, self._whole = outer, whole

    def keep(self, state: Callable[[], State], *, last: bool = False) -> None:
        self._outer.keep(lambda: self._whole(state()), last=last)
