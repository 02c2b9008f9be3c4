"""Words as numbers: what a network reads or writes is a row of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from convscope.errors import DataError

# The word behind the last of a text, which also fills rows up, and every word that is not known.
END, UNKNOWN = 0, 1
RESERVED = ("<end>", "<unknown>")
_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*|[^\w\s]")
_LEANS_LEFT = set(",.;:!?)")


@dataclass(frozen=True)
class Vocabulary:
    """The words that are known, each with a number.

    Attributes:
        words: by their numbers; the first two are `RESERVED`.
    """

    words: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str], *, most: int, least: int = 1) -> Vocabulary:
        """The words of some texts, the most frequent first.

        Args:
            texts: as people write them.
            most: words, `RESERVED` among them.
            least: how often a word must stand there.
        """
        counts = Counter(word for text in texts for word in words_of(text))
        ranked = sorted(
            (word for word in counts if counts[word] >= least), key=lambda one: (-counts[one], one)
        )
        return cls((*RESERVED, *ranked[: most - len(RESERVED)]))

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}

    def numbers(self, text: str, length: int) -> Tensor:
        """A text as a row (length,) int64, filled up with `END`.

        Words that are not known become `UNKNOWN`; what is longer is cut off.

        Raises:
            DataError: there is no word in it.
        """
        found = [self._numbers.get(word, UNKNOWN) for word in words_of(text)][:length]
        if not found:
            raise DataError("A text has at least one word, got none.", "Write a sentence.")
        return torch.tensor(found + [END] * (length - len(found)))

    def read(self, numbers: Tensor) -> list[str]:
        """The words of a row of numbers, up to the first `END`."""
        row = numbers.tolist()
        return [self.words[number] for number in row[: row.index(END) if END in row else None]]


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; each sign of punctuation is one."""
    return _WORD.findall(text.lower())


def joined(words: Iterable[str]) -> str:
    """Words as people write them: signs stand directly behind the word before."""
    text = ""
    for word in words:
        text += word if not text or word in _LEANS_LEFT else f" {word}"
    return text
