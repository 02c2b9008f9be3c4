"""Messages with places for values: ``{photo} holds {count:d} channels.``, found again in what was said.

The source says them as f-strings; here the finished sentence is matched back to its message. A place with a
format of a number matches a number alone. In a translation ``{name!t}`` stands for the value translated in its
turn, as it is needed where the value is words of the program; any other value stays as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from convscope.language.numbers import NUMBER, is_number, localised, with_localised

PLACE = re.compile(r"\{([a-z_]\w*)(?::([^{}!]*))?(!t)?\}")
_NUMERIC = re.compile(r"[-+ <>^]*0?\d*,?(?:\.\d+)?[defgn%]")
# A message that says what to type, or names a version: its numbers stay as they are.
_TYPED = re.compile(r"--|\w=\S|`|^Write |^Use |version|Version")
WEAK = 8
LONGEST_VALUE = 160  # characters of a value that is no sentence
_WORD = re.compile(r"[^\W\d_]{2,}")


def is_sentence(text: str) -> bool:
    """Whether a text is a whole sentence, or more."""
    return text.endswith(".") or ". " in text or len(text) > LONGEST_VALUE


def _tells(value: str, message: str) -> bool:
    """Whether a value is too much for a message such as "{name} is {whole}." or "{map} of {target}"."""
    return ": " in value if not is_sentence(message) else " " in value


def is_numeric(place: re.Match[str]) -> bool:
    """Whether a place takes numbers alone."""
    return place.group(2) is not None and _NUMERIC.fullmatch(place.group(2)) is not None


@dataclass(frozen=True)
class Pattern:
    """A message with places.

    Attributes:
        message: as in the catalogue.
        translation: with the same places.
    """

    message: str
    translation: str

    @cached_property
    def weight(self) -> int:
        """Characters of the message itself."""
        return len(PLACE.sub("", self.message))

    @cached_property
    def rank(self) -> tuple[int, int]:
        """Of several that match, the highest is meant."""
        return self.weight, len(self._numbers)

    @property
    def is_clear(self) -> bool:
        """Whether what matches is this message and hardly anything else."""
        return self.weight >= WEAK or all(is_numeric(place) for place in PLACE.finditer(self.message))

    @cached_property
    def key(self) -> str:
        """A word that stands in all that matches; "" where there is none."""
        words = {
            word
            for part in re.split(rf"\S*{PLACE.pattern}\S*", self.message)[::4]
            for word in _WORD.findall(part)
        }
        return max(sorted(words), key=len, default="")

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        parts, at = [], 0
        seen: set[str] = set()
        for place in PLACE.finditer(self.message):
            name = place.group(1)
            kind = rf"\s*(?:{NUMBER})%?\s*" if is_numeric(place) else ".*?"
            parts.append(re.escape(self.message[at : place.start()]))
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>{kind})")
            seen.add(name)
            at = place.end()
        return re.compile("".join([*parts, re.escape(self.message[at:])]), re.DOTALL)

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(p.group(1) for p in PLACE.finditer(self.message) if is_numeric(p))

    def match(self, said: str) -> Mapping[str, str] | None:
        """The values of the places; None where something else was said."""
        if not self.is_clear and is_sentence(said) and not is_sentence(self.message):
            return None  # a sentence is no value of a message such as "{low} to {high}"
        found = self._compiled.fullmatch(said)
        if found is None:
            return None
        values = found.groupdict()
        if not self.is_clear and any(_tells(value, self.message) for value in values.values()):
            return None
        return values

    def say(self, values: Mapping[str, str], translate: Callable[[str], str]) -> str:
        """The translation with values in its places."""

        def value(place: re.Match[str]) -> str:
            name = place.group(1)
            if place.group(3):
                return translate(values[name])
            if name in self._numbers or (is_number(values[name]) and not _TYPED.search(self.message)):
                return localised(values[name])
            is_row = re.fullmatch(r"[-\d. e]+", values[name])
            return with_localised(values[name]) if is_row else values[name]

        return PLACE.sub(value, self.translation)


class Patterns:
    """Messages with places, by a word of each."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._by_word: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            self._by_word[pattern.key].append(pattern)

    def find(self, said: str, *, is_strict: bool = True) -> tuple[Pattern, Mapping[str, str]] | None:
        """The message that was said, and its values; of several the one with the most characters of its own.

        Args:
            said: in English.
            is_strict: whether no value may hold the end of a sentence.
        """
        words = {*_WORD.findall(said), ""}
        candidates: Sequence[Pattern] = [one for word in words for one in self._by_word.get(word, ())]
        for pattern in sorted(candidates, key=lambda one: one.rank, reverse=True):
            values = pattern.match(said)
            if values is not None and not (is_strict and any(". " in value for value in values.values())):
                return pattern, values
        return None
