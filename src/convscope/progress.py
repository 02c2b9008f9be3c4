"""How far a long computation is, what it has so far, and whether to stop it.

Training, synthesis, comparison, evaluation, decoding and scans take a `Progress` and call `Progress.step` after each
piece of work; a terminal's bar, a notebook, a server and a test each show it in their own way by overriding
`Progress.step`.  Whoever wants the work to end calls `Progress.cancel`, from any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from convscope.errors import Cancelled

if TYPE_CHECKING:
    from PIL.Image import Image


class Progress:
    """Shows nothing; front ends override `step` and `note`."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def step(
        self,
        done: int,
        total: int | None,
        *,
        what: str = "",
        picture: Callable[[], Image] | None = None,
        figures: Mapping[str, float] | None = None,
    ) -> None:
        """Say that a piece of work is done.

        Args:
            done: pieces done so far, 0 where a phase begins.
            total: pieces in all; None where nobody knows.
            what: the phase that they belong to, such as ``decoding`` or ``training``.
            picture: makes the picture as it is now; called only where somebody looks.
            figures: numbers reached so far by their names, such as ``{"loss": 0.3}``.
        """

    def note(self, message: str) -> None:
        """Tell a person something that is no error: what was assumed, left out or chosen."""

    def cancel(self) -> None:
        """Ask the computation to end after the piece that it is at."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody has asked the computation to end."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """End a computation of which a part is of no use.

        Raises:
            Cancelled: somebody has asked for it.
        """
        if self.cancelled:
            raise Cancelled


class Part(Progress):
    """The progress of a part of a computation, told as that of the whole.

    Its steps count on from those before it; whoever cancels the one cancels the other.

    Args:
        whole: of the computation.
        before: pieces done before this part.
        total: pieces of the whole.
        what: the phase's name in place of the part's own.
        picture: changes what the part shows, such as its colours.
    """

    def __init__(
        self,
        whole: Progress,
        before: int,
        total: int | None,
        *,
        what: str = "",
        picture: Callable[[Image], Image] | None = None,
    ) -> None:
        super().__init__()
        self._whole, self._before, self._total = whole, before, total
        self._what, self._picture = what, picture

    def step(
        self,
        done: int,
        total: int | None,  # noqa: ARG002  # of the part alone
        *,
        what: str = "",
        picture: Callable[[], Image] | None = None,
        figures: Mapping[str, float] | None = None,
    ) -> None:
        """Tell the whole; see `Progress.step`."""
        if picture is not None and self._picture is not None:
            inner, change = picture, self._picture

            def changed() -> Image:
                return change(inner())

            picture = changed
        self._whole.step(
            self._before + done, self._total, what=self._what or what, picture=picture, figures=figures
        )

    def note(self, message: str) -> None:
        """Tell the whole."""
        self._whole.note(message)

    def cancel(self) -> None:
        """Cancel the whole."""
        self._whole.cancel()

    @property
    def cancelled(self) -> bool:
        """Whether the whole is to end."""
        return self._whole.cancelled
