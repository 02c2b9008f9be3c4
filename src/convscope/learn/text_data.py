"""Texts as a training takes them: divided, and their words numbered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from convscope.datasets import Dataset, divided, merged
from convscope.datasets.dataset import Item
from convscope.datasets.decoding import Unreadable
from convscope.datasets.texts import open_texts, text_of
from convscope.errors import DataError
from convscope.network.classics.dcnn import WORDS
from convscope.network.vocabulary import Vocabulary, words_of

# A word that stands in a single text says nothing of others.
_LEAST = 2
# Of the words of a sentence that are read, where nobody says how many.
_MOST = 60


def divided_texts(place: str, *, seed: int = 0, share: float = 0.2, anew: bool = False) -> Dataset:
    """Texts in a training and a validation part, equal ones in the same, drawn where nobody divided them.

    Args:
        place: of the data, see `open_texts`.
        seed: of the draw.
        share: of each class for validation.
        anew: whether a validation part that there is is put back, and another one drawn.

    Raises:
        DataError: there are no texts, or none to train on.
    """
    whole = open_texts(place)
    if whole is None:
        raise DataError(
            f"{place} is no table of texts: a CSV with the columns text and label.",
            "Name the columns text and label.",
        )
    texts = merged(whole) if anew else whole
    same: dict[tuple[str, ...], list[str]] = {}
    for item in texts.items:
        same.setdefault(tuple(words_of(text_of(item))), []).append(item.name)
    together = [names for names in same.values() if len(names) > 1]
    return divided(texts, seed=seed, share=share, together=together)


@dataclass(frozen=True, eq=False)
class ReadTexts:
    """Texts whose words are numbered.

    Attributes:
        dataset: the texts.
        vocabulary: the words of the training part.
        length: words of a text that are read at most.
    """

    dataset: Dataset
    vocabulary: Vocabulary
    length: int

    @property
    def splits(self) -> Mapping[str, tuple[Item, ...]]:
        """The texts of each split."""
        return self.dataset.splits

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """None: texts come whole or not at all."""
        return ()

    @property
    def fingerprint(self) -> str:
        """Changes when a training or validation text does, or its class, or when one moves to the other part."""
        total = hashlib.sha256()
        for split in ("train", "val"):
            for item in self.splits[split]:
                total.update(f"{split}\0{item.label}\0{text_of(item)}\n".encode())
        return total.hexdigest()[:16]


def read_texts(dataset: Dataset, size: int | None) -> ReadTexts:
    """Number the words of texts.

    Args:
        dataset: divided.
        size: words of a text that are read; by default as many as the longest training text has, at most 60.
    """
    texts = [text_of(item) for item in dataset.splits["train"]]
    longest = max(len(words_of(text)) for text in texts)
    vocabulary = Vocabulary.of(texts, most=WORDS, least=_LEAST)
    return ReadTexts(dataset, vocabulary, size or max(8, min(longest, _MOST)))
