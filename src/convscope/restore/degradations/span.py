"""One number, or all from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from convscope.errors import TrainingError

_NUMBER = r"\d+(?:\.\d*)?|\.\d+"
_SPAN = re.compile(rf"({_NUMBER})(?:-({_NUMBER}))?")


@dataclass(frozen=True)
class Span:
    """Numbers from ``low`` to ``high``, each as likely as another."""

    low: float
    high: float

    @property
    def text(self) -> str:
        """``25``, or ``5-50``."""
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g}-{self.high:g}"

    def draw(self, generator: np.random.Generator) -> float:
        """One of them; the generator is left alone where there is but one."""
        return self.low if self.low == self.high else float(generator.uniform(self.low, self.high))


def read_span(text: str, what: str, least: float, most: float) -> Span:
    """Read ``25`` or ``5-50``.

    Args:
        text: what the user wrote.
        what: it is, for messages.
        least: that makes sense.
        most: likewise.

    Raises:
        TrainingError: it is something else, or out of these bounds, or 0 alone.
    """
    found = _SPAN.fullmatch(text.strip())
    span = Span(float(found[1]), float(found[2] or found[1])) if found else None
    if span is None or not least <= span.low <= span.high <= most:
        raise TrainingError(
            f"{what} is a number from {least:g} to {most:g}, or two such as {least:g}-{most:g}, got {text!r}.",
            f"Write {most:g}.",
        )
    if not span.high:
        raise TrainingError(f"{what} of 0 changes nothing.", f"Write a number up to {most:g}.")
    return span
