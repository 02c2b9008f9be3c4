"""What is in a data set of texts, before anything is trained on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convscope.datasets.dataset import Dataset
from convscope.datasets.texts.text_source import text_of
from convscope.network.vocabulary import words_of
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, table


@dataclass(frozen=True, repr=False)
class TextExamination(Recorded, Displayed):
    """What was found.

    Attributes:
        dataset: what was examined.
        counts: texts of each class, by split.
        lengths: the least, median and greatest number of words of a text.
        words: how many different ones there are.
        frequent: the most frequent words that have a letter.
        duplicates: names of the texts that stand there several times, a tuple for each text.
        leaked: how many of these are in two splits.
        contradicting: how many of these have two classes.
    """

    dataset: Dataset
    counts: Mapping[str, tuple[int, ...]]
    lengths: tuple[int, int, int]
    words: int
    frequent: tuple[str, ...]
    duplicates: tuple[tuple[str, ...], ...]
    leaked: int
    contradicting: int

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        return {
            "data": self.dataset.name,
            "form": "texts",
            "classes": self.dataset.classes,
            "counts": {
                split: dict(zip(self.dataset.classes, counts, strict=True))
                for split, counts in self.counts.items()
            },
            "lengths": dict(zip(("least", "median", "greatest"), self.lengths, strict=True)),
            "words": self.words,
            "frequent": self.frequent,
            "duplicates": self.duplicates,
            "leaked": self.leaked,
            "contradicting": self.contradicting,
        }

    def _line(self) -> str:
        texts = len(self.dataset.items)
        return f"{self.dataset.name}: {texts:,} texts of {len(self.dataset.classes)} classes"

    def _fragments(self) -> Sequence[str]:
        rows = zip(self.dataset.classes, zip(*self.counts.values(), strict=True), strict=True)
        about = {
            "words of a text": "{} to {}, median {}".format(*(self.lengths[place] for place in (0, 2, 1))),
            "different words": f"{self.words:,}",
            "written several times": len(self.duplicates),
            "in two splits": self.leaked,
            "with two classes": self.contradicting,
        }
        return [table(("class", *self.counts), [(label, *row) for label, row in rows]), facts(about)]


def examine_texts(dataset: Dataset) -> TextExamination:
    """Look at every text of a data set once."""
    lengths, counts = [], Counter[str]()
    same: dict[tuple[str, ...], list[tuple[str, str, int]]] = {}
    for split, items in dataset.splits.items():
        for item in items:
            words = words_of(text_of(item))
            lengths.append(len(words))
            counts.update(words)
            same.setdefault(tuple(words), []).append((item.name, split, item.label))
    several = [found for found in same.values() if len(found) > 1]
    return TextExamination(
        dataset=dataset,
        counts={split: dataset.counts(split) for split in dataset.splits},
        lengths=(min(lengths), int(np.median(lengths)), max(lengths)),
        words=len(counts),
        frequent=tuple(word for word, _ in counts.most_common(60) if word.isalpha())[:20],
        duplicates=tuple(tuple(name for name, _, _ in found) for found in several),
        leaked=sum(len({split for _, split, _ in found}) > 1 for found in several),
        contradicting=sum(len({label for _, _, label in found}) > 1 for found in several),
    )
