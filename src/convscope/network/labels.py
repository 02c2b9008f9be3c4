"""What the outputs of a classifier stand for."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from convscope.errors import ObjectiveError


@dataclass(frozen=True)
class Labels:
    """The classes of a network, in the order of its outputs.

    Attributes:
        names: the words of each class, synonyms parted by ", ".
        synsets: WordNet's name of each class (``n02123045``); empty where the classes are not WordNet's.
    """

    names: tuple[str, ...]
    synsets: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    def short(self, index: int) -> str:
        """The first of a class's words."""
        return self.names[index].split(",")[0]

    def synset(self, index: int) -> str | None:
        """WordNet's name of a class, if it has one."""
        return self.synsets[index] if self.synsets else None

    def find(self, text: str) -> int:
        """Index of the class that is meant: by number, synset or any of its words.

        Raises:
            ObjectiveError: no class or several match; near matches or the candidates are named.
        """
        wanted = text.strip().lower().replace("_", " ")
        if wanted.isdecimal() and len(wanted) <= 18:
            return self._checked(int(wanted))
        if wanted in self.synsets:
            return self.synsets.index(wanted)
        words = self._words()
        found = words.get(wanted, [])
        if len(found) == 1:
            return found[0]
        if found:
            candidates = ", ".join(f"{index} ({self.names[index]})" for index in found)
            raise ObjectiveError(f"The class {text!r} is ambiguous: {candidates}.", "Give the number.")
        near = difflib.get_close_matches(wanted, words, n=3, cutoff=0.6)
        near += [word for word in words if wanted in word and word not in near][: 4 - len(near)]
        hint = f"Did you mean {' or '.join(near)}?" if near else "Give its number or one of its words."
        raise ObjectiveError(f"The network has no class {text!r}.", hint)

    def _words(self) -> dict[str, list[int]]:
        words: dict[str, list[int]] = {}
        for index, name in enumerate(self.names):
            for word in {name.lower(), *name.lower().split(", ")}:
                words.setdefault(word, []).append(index)
        return words

    def _checked(self, index: int) -> int:
        if index >= len(self):
            raise ObjectiveError(
                f"The network has no class {index}.", f"Its {len(self)} classes are 0 to {len(self) - 1}."
            )
        return index


def numbered(count: int) -> Labels:
    """Labels of classes that nobody has named."""
    return Labels(tuple(f"class {index}" for index in range(count)))


@cache
def imagenet() -> Labels:
    """The 1,000 classes of ILSVRC 2012 with their WordNet synsets."""
    lines = resources.files("convscope.network").joinpath("data/imagenet.tsv").read_text().splitlines()
    synsets, names = zip(*(line.split("\t") for line in lines), strict=True)
    return Labels(names, synsets)
