"""What is in a data set of photos with regions and phrases, before anything is trained on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convscope.datasets.boxed.box_examination import looked_through
from convscope.datasets.boxed.box_faults import BoxFault
from convscope.datasets.boxed.boxed_dataset import BoxedDataset
from convscope.network.vocabulary import words_of
from convscope.progress import Progress
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, sentence, table


@dataclass(frozen=True, repr=False)
class RegionExamination(Recorded, Displayed):
    """What was found.

    Attributes:
        dataset: what was examined; its classes are the phrases.
        photos: of each split.
        regions: of each split.
        sides: the least, median and greatest square root of a region's area, in pixels.
        lengths: the least, median and greatest number of words of a phrase.
        words: how many different ones there are.
        rare: how many of these stand there once.
        frequent: the most frequent phrases.
        faults: of boxes, photo after photo.
        unreadable: name and reason of the photos that cannot be decoded.
    """

    dataset: BoxedDataset
    photos: Mapping[str, int]
    regions: Mapping[str, int]
    sides: tuple[float, float, float]
    lengths: tuple[int, int, int]
    words: int
    rare: int
    frequent: tuple[str, ...]
    faults: tuple[BoxFault, ...]
    unreadable: tuple[tuple[str, str], ...]

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        names = ("least", "median", "greatest")
        return {
            "data": self.dataset.name,
            "form": self.dataset.form,
            "photos": dict(self.photos),
            "regions": dict(self.regions),
            "sides": dict(zip(names, self.sides, strict=True)),
            "lengths": dict(zip(names, self.lengths, strict=True)),
            "phrases": len(self.dataset.classes),
            "words": self.words,
            "rare": self.rare,
            "frequent": self.frequent,
            "faults": [fault._asdict() for fault in self.faults],
            "unreadable": [{"name": name, "reason": reason} for name, reason in self.unreadable],
            "notes": self.dataset.notes,
        }

    def _line(self) -> str:
        photos, regions = sum(self.photos.values()), sum(self.regions.values())
        return f"{self.dataset.name}: {regions:,} regions of {photos:,} photos, {len(self.faults)} faults"

    def _fragments(self) -> Sequence[str]:
        least, median, greatest = self.lengths
        about = {
            "form": self.dataset.form,
            "different phrases": f"{len(self.dataset.classes):,}",
            "words of a phrase": f"{least} to {greatest}, median {median}",
            "different words": f"{self.words:,}",
            "written once": f"{self.rare:,}",
            "unreadable": len(self.unreadable),
        }
        faults = [(fault.kind, fault.where, fault.said) for fault in self.faults]
        return [
            *map(sentence, self.dataset.notes),
            facts(about),
            table(("fault", "where", "box"), faults) if faults else "",
        ]


def examine_regions(dataset: BoxedDataset, progress: Progress) -> RegionExamination:
    """Look at every photo and every region of a data set once.

    Raises:
        Cancelled: somebody asked to stop.
    """
    faults, unreadable = looked_through(dataset.photos, progress, have_masks=False)
    boxes = [box for photo in dataset.photos for box in photo.boxes]
    phrases = Counter(box.label for box in boxes)
    told = {label: words_of(dataset.classes[label]) for label in phrases}
    counts: Counter[str] = Counter()
    for label, many in phrases.items():
        counts.update({word: many * count for word, count in Counter(told[label]).items()})
    lengths = np.array([len(told[box.label]) for box in boxes] or [0])
    sides = np.array([box.area**0.5 for box in boxes if box.area] or [0.0])
    return RegionExamination(
        dataset=dataset,
        photos={split: len(photos) for split, photos in dataset.splits.items()},
        regions={
            split: sum(len(photo.boxes) for photo in photos) for split, photos in dataset.splits.items()
        },
        sides=(float(sides.min()), float(np.median(sides)), float(sides.max())),
        lengths=(int(lengths.min()), int(np.median(lengths)), int(lengths.max())),
        words=len(counts),
        rare=sum(count == 1 for count in counts.values()),
        frequent=tuple(dataset.classes[label] for label, _ in phrases.most_common(12)),
        faults=faults,
        unreadable=unreadable,
    )
