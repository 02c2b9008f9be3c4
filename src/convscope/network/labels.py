"""What the outputs of a classifier stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

from convscope.errors import ObjectiveError, did_you_mean, suggest
from convscope.language import keep

_SUGGESTED = 8  # classes that hold a word
_DIGITS = 18  # no network has more classes than fit into them, and Python refuses to read thousands
_SHOWN = 6
# What the text of an objective can hold as a label: signs between blanks part terms, and @ a label from its place.
_IN_OBJECTIVES = re.compile(r"(?!.*\s[+-]\s)[^@\s](?:[^@]*[^@\s])?")


@dataclass(frozen=True)
class Labels:
    """The classes of a network, in the order of its outputs.

    Attributes:
        names: the words of each class, synonyms parted by ", ".
        synsets: WordNet's name of each class (``n02123045``); empty where the classes are not WordNet's.
        are_given: whether somebody named the classes; else the names say only their places.
    """

    names: tuple[str, ...]
    synsets: tuple[str, ...] = ()
    are_given: bool = field(default=True, compare=False)

    def __len__(self) -> int:
        return len(self.names)

    def short(self, index: int) -> str:
        """The first of a class's words."""
        return self.names[index].split(",")[0]

    def synset(self, index: int) -> str | None:
        """WordNet's name of a class, if it has one."""
        return self.synsets[index] if self.synsets else None

    def find(self, text: str) -> int:
        """Index of the class that is meant: by its name, its synset, any of its words or its number.

        A class that is called "1" is found by that name.  The number counts only where no class is called by any
        number, as it could mean either otherwise; "#1" is always the number.

        Raises:
            ObjectiveError: no class or several match; near matches or the candidates are named.
        """
        exact = text.strip()
        if self.names.count(exact) == 1:
            return self.names.index(exact)
        wanted = exact.lower().replace("_", " ")
        if wanted[:1] == "#" and wanted[1:].isdecimal() and len(wanted) <= _DIGITS:
            return self._checked(int(wanted[1:]))
        if wanted.isdecimal() and len(wanted) <= _DIGITS and wanted not in self._words:
            if self._numbers:
                named = ", ".join(self._numbers[:_SHOWN])
                raise ObjectiveError(
                    f"No class is called {wanted}, and the number could also mean the place, as some are called by "
                    f"numbers: {named}{', ...' if len(self._numbers) > _SHOWN else ''}.",
                    f"Write a name, or #{int(wanted)} for the place.",
                )
            return self._checked(int(wanted))
        if wanted in self.synsets:
            return self.synsets.index(wanted)
        words = self._words
        found = words.get(wanted, [])
        if len(found) == 1:
            return found[0]
        if found:
            candidates = ", ".join(f"{index} ({self.names[index]})" for index in found)
            raise ObjectiveError(f"The class {text!r} is ambiguous: {candidates}.", "Give the number.")
        holding = self.holding(text)
        hint = did_you_mean(holding)
        raise ObjectiveError(
            f"The network has no class {text!r}.",
            hint or suggest(wanted, words, "Give its number or one of its words."),
        )

    def holding(self, text: str) -> list[str]:
        """The classes that are called so, else those that hold it among their words, each by a text of its own."""
        wanted = text.strip().lower().replace("_", " ")
        if wanted.isdecimal() and len(wanted) <= _DIGITS and int(wanted) < len(self):
            return [self.word(int(wanted))]
        pattern = re.compile(rf"\b{re.escape(wanted)}\b")
        found = self._words.get(wanted) or [
            index for index, name in enumerate(self.names) if wanted and pattern.search(name.lower())
        ]
        return [self.word(index) for index in found[:_SUGGESTED]]

    def word(self, index: int) -> str:
        """A text that means this class alone in an objective: its name or first word, else its number."""
        for word in (self.names[index], self.short(index)):
            alone = self.names.count(word) == 1 or self._words.get(word.lower()) == [index]
            if alone and "," not in word and _IN_OBJECTIVES.fullmatch(word):
                return word
        return f"#{index}" if self._numbers else str(index)

    @cached_property
    def _words(self) -> dict[str, list[int]]:
        words: dict[str, list[int]] = {}
        for index, name in enumerate(self.names):
            for word in {name.lower(), *name.lower().split(", ")}:
                words.setdefault(word, []).append(index)
        return words

    @cached_property
    def _numbers(self) -> list[str]:
        return [word for word in self._words if word.isdecimal()]

    def _checked(self, index: int) -> int:
        if index >= len(self):
            raise ObjectiveError(
                f"The network has no class {index}.", f"Its {len(self)} classes are 0 to {len(self) - 1}."
            )
        return index


def labels_of(names: Labels | Sequence[str] | None) -> Labels | None:
    """Labels from what a user gives; None where nobody gave any."""
    if names is None:
        return None
    labels = names if isinstance(names, Labels) else Labels(tuple(names))
    if labels.are_given:
        keep(labels.names)
    return labels


def numbered(count: int) -> Labels:
    """Labels of classes that nobody has named."""
    return Labels(tuple(f"class {index}" for index in range(count)), are_given=False)


@cache
def imagenet() -> Labels:
    """The 1,000 classes of ILSVRC 2012 with their WordNet synsets."""
    lines = resources.files("convscope.network").joinpath("data/imagenet.tsv").read_text().splitlines()
    synsets, names = zip(*(line.split("\t") for line in lines), strict=True)
    return Labels(names, synsets)
