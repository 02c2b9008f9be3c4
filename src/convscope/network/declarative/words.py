"""The words of one step, sorted by what they are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convscope.errors import LayerSizeError, NetworkError


@dataclass(frozen=True)
class Words:
    """A step's words.

    Attributes:
        kind: the first of them, ``conv``.
        values: what stands directly behind it.
        options: what is said by name.
    """

    kind: str
    values: tuple[str, ...]
    options: dict[str, str]

    def number(self, place: int, least: int = 1) -> int:
        """The whole number among the values.

        Raises:
            LayerSizeError: it is none, or it is too small.
        """
        return whole_number(self.values[place], self.kind, least)

    def yes(self, option: str, otherwise: str = "yes") -> bool:
        """Whether an option is yes; ``otherwise`` is what holds where it is not said.

        Raises:
            NetworkError: neither yes nor no.
        """
        said = self.options.get(option, otherwise)
        if said not in ("yes", "no"):
            raise NetworkError(
                f"The {option} of a {self.kind} is yes or no, got {said!r}.", f"Write {option} no."
            )
        return said == "yes"

    def positive(self, option: str, otherwise: float) -> float:
        """A positive number among the options.

        Raises:
            NetworkError: it is none.
        """
        said = self.options.get(option, otherwise)
        try:
            number = float(said)
        except ValueError:
            number = 0.0
        if not 0 < number < float("inf"):
            raise NetworkError(
                f"The {option} of a {self.kind} is a positive number, got {said!r}.",
                f"Write {option} {otherwise!r}.",
            )
        return number

    def share(self, otherwise: float) -> float:
        """The only value, a number from 0 to less than 1.

        Raises:
            LayerSizeError: it is none.
        """
        if not self.values:
            return otherwise
        try:
            share = float(self.values[0])
        except ValueError:
            share = -1.0
        if not 0 <= share < 1:
            raise LayerSizeError(
                f"The number of a {self.kind} is from 0 to less than 1, got {self.values[0]!r}.",
                f"Write {self.kind} {otherwise}.",
            )
        return share


def split_words(parts: Sequence[str], values: Sequence[str], least: int, options: Sequence[str]) -> Words:
    """Sort a step's words: first its values, then its options, each a name and a value.

    Raises:
        NetworkError: a word is missing or belongs nowhere.
    """
    kind, rest = parts[0], list(parts[1:])
    given = next((place for place, word in enumerate(rest) if word in options), len(rest))
    usage = " ".join((kind, *(name.upper() for name in values), *(f"[{name} ...]" for name in options)))
    if not least <= given <= len(values):
        wanted = " and ".join(values) or "nothing"
        raise NetworkError(
            f"After {kind} comes {wanted}, got {' '.join(rest[:given]) or 'nothing'!r}.",
            f"Write {usage}.",
        )
    named = rest[given:]
    found = dict(zip(named[::2], named[1::2], strict=False))
    wrong = [name for name in named[::2] if name not in options]
    if wrong or len(named) % 2 or len(found) < len(named) // 2:
        reason = f"has no {wrong[0]!r}" if wrong else "says each option once, with its value"
        raise NetworkError(f"A {kind} {reason}, got {' '.join(parts)!r}.", f"Write {usage}.")
    return Words(kind, tuple(rest[:given]), found)


def whole_number(text: str, kind: str, least: int) -> int:
    """Read a whole number of at least ``least``.

    Raises:
        LayerSizeError: it is none, or it is too small.
    """
    if not text.isdecimal() or int(text) < least:
        raise LayerSizeError(
            f"The size of a {kind} is a whole number of at least {least}, got {text!r}.",
            f"Write {kind} {max(least, 2)}.",
        )
    return int(text)
