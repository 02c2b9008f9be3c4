"""What is in a data set of photos with sentences, before anything is trained on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convscope.datasets.captioned.captioned_dataset import CaptionedDataset
from convscope.datasets.captioned.region_examination import RegionExamination
from convscope.errors import ImageError
from convscope.network.vocabulary import words_of
from convscope.progress import Progress
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts

_TOLD = 50


@dataclass(frozen=True, repr=False)
class CaptionExamination(Recorded, Displayed):
    """What was found.

    Attributes:
        dataset: what was examined.
        photos: of each split.
        captions: of each split.
        lengths: the least, median and greatest number of words of a sentence.
        words: how many different ones there are.
        rare: how many of these stand there once.
        frequent: the most frequent words that have a letter.
        unreadable: name and reason of the photos that cannot be decoded.
        regions: what is told of regions of the photos; None where nothing is.
    """

    dataset: CaptionedDataset
    photos: Mapping[str, int]
    captions: Mapping[str, int]
    lengths: tuple[int, int, int]
    words: int
    rare: int
    frequent: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]
    regions: RegionExamination | None = None

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        return {
            "data": self.dataset.pictures.name,
            "form": self.dataset.form,
            "photos": dict(self.photos),
            "captions": dict(self.captions),
            "lengths": dict(zip(("least", "median", "greatest"), self.lengths, strict=True)),
            "words": self.words,
            "rare": self.rare,
            "frequent": self.frequent,
            "repeated": self.dataset.repeated,
            "unreadable": [{"name": name, "reason": reason} for name, reason in self.unreadable],
            "regions": None if self.regions is None else self.regions.document(),
        }

    def _line(self) -> str:
        photos, captions = sum(self.photos.values()), sum(self.captions.values())
        return f"{self.dataset.pictures.name}: {captions:,} sentences of {photos:,} photos"

    def _fragments(self) -> Sequence[str]:
        least, median, greatest = self.lengths
        about = {
            "form": self.dataset.form,
            "words of a sentence": f"{least} to {greatest}, median {median}",
            "different words": f"{self.words:,}",
            "written once": f"{self.rare:,}",
            "unreadable": len(self.unreadable),
        }
        return [facts(about), *(() if self.regions is None else self.regions._fragments())]


def examine_captions(dataset: CaptionedDataset, progress: Progress) -> CaptionExamination:
    """Look at every photo and every sentence of a data set once.

    Raises:
        Cancelled: somebody asked to stop.
    """
    unreadable = []
    items = dataset.pictures.items
    for number, item in enumerate(items, 1):
        try:
            item.pixels()
        except ImageError as error:
            unreadable.append((item.name, str(error)))
        if not number % _TOLD:
            progress.step(number, len(items), what="reading pictures")
            progress.check()
    told = [words_of(one) for item in items for one in dataset.captions[item.name]]
    counts = Counter(word for words in told for word in words)
    lengths = [len(words) for words in told]
    splits = dataset.pictures.splits
    return CaptionExamination(
        dataset,
        {split: len(of) for split, of in splits.items()},
        {split: sum(len(dataset.captions[item.name]) for item in of) for split, of in splits.items()},
        (min(lengths), int(np.median(lengths)), max(lengths)),
        len(counts),
        sum(count == 1 for count in counts.values()),
        tuple(word for word, _ in counts.most_common(40) if word.isalpha())[:12],
        tuple(unreadable),
    )
