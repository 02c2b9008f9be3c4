"""The parts of a network's text: its input and its layers, as words or as pasted Python."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from convscope.errors import NetworkError
from convscope.network.declarative.axes import axes_of
from convscope.network.declarative.pasted import (
    INPUTS,
    Call,
    framework_of,
    input_of,
    read_program,
    words_of,
)

ARROW = "->"
_MODEL = re.compile(r"(\bSequential|\w\.add)\s*\(")


@dataclass(frozen=True)
class Part:
    """One layer as it was written.

    Attributes:
        written: its words, or the call of its class.
        framework: of a call, Keras or PyTorch.
    """

    written: tuple[str, ...] | Call
    framework: str

    @property
    def text(self) -> str:
        """It, on one line."""
        return self.written.text if isinstance(self.written, Call) else " ".join(self.written)

    @property
    def place(self) -> str:
        """Where it stands, for a call."""
        return f" ({self.written.place})" if isinstance(self.written, Call) else ""

    @property
    def axes(self) -> int | None:
        """How many axes its input has beside the channels, where its name says it."""
        named = self.written.name.lower() if isinstance(self.written, Call) else "".join(self.written[:1])
        return axes_of(named)[1]

    def steps(self, shape: tuple[int, ...]) -> Iterable[list[str]]:
        """The words of each of its steps.

        Args:
            shape: (C, ...) of its input.

        Raises:
            ConvscopeError: a pasted layer is unknown or has other arguments.
        """
        if isinstance(self.written, Call):
            return words_of(self.written, self.framework, shape)
        return ([*self.written],)


def is_declaration(spec: str) -> bool:
    """Whether a network's name is the text of one."""
    return ARROW in spec or spec.split()[:1] == ["input"] or _MODEL.search(spec) is not None


def split_parts(text: str) -> tuple[list[str], list[Part]]:
    """The words of the input, ``3x32x32`` and perhaps its layout, and the layers.

    Raises:
        NetworkError: there is no input, or a pasted text is no model.
    """
    written: list[tuple[str, ...] | Call] = []
    before = 0
    for piece in text.split(ARROW):
        if "(" in piece:
            written += read_program(piece, before=text[:before])
        else:
            written.append(tuple(piece.lower().split()))
        before += len(piece) + len(ARROW)
    framework = framework_of([one for one in written if isinstance(one, Call)])
    shape = _input_words(written[0], framework) if written else None
    if shape is None:
        raise _no_input(written)
    first = written[0]
    if not isinstance(first, Call) or first.name in INPUTS:
        written = written[1:]
    return shape, [Part(one, framework) for one in written]


def _input_words(first: tuple[str, ...] | Call, framework: str) -> list[str] | None:
    if isinstance(first, Call):
        return input_of(first, framework)
    return [*first[1:]] if first[:1] == ("input",) and len(first) in (2, 3) else None


def _no_input(written: list[tuple[str, ...] | Call]) -> NetworkError:
    first = written[0] if written else ()
    if isinstance(first, Call):
        return NetworkError(
            f"A network's text begins with the size of its input, got {first.text}.",
            "Write input 3x32x32 -> before it, or in Keras Input(shape=(32, 32, 3)) as the first layer.",
        )
    return NetworkError(
        f"A network's text begins with the size of its input, got {' '.join(first)!r}.",
        "Write input 3x32x32 -> ..., channels first.",
    )
