"""What is in a data set, before anything is trained on it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from convscope.datasets.boxed import open_boxed
from convscope.datasets.boxed.box_examination import BoxExamination, examine_boxes
from convscope.datasets.captioned import (
    CaptionExamination,
    RegionExamination,
    examine_captions,
    examine_regions,
    open_captioned,
    open_regions,
)
from convscope.datasets.dataset import Dataset
from convscope.datasets.duplicates import Duplicate, find_duplicates
from convscope.datasets.layout import notes_on
from convscope.datasets.masked import open_masked
from convscope.datasets.masked.mask_examination import MaskExamination, examine_masks
from convscope.datasets.opening import open_dataset
from convscope.datasets.splitting import divided, kept_copies
from convscope.datasets.summaries import Summaries, summarize
from convscope.datasets.texts import TextExamination, examine_texts, open_texts
from convscope.progress import Progress
from convscope.record import Recorded, recorded
from convscope.render.notebook import Displayed, default_progress
from convscope.render.notebook.fragments import facts, sentence, table


@dataclass(frozen=True, repr=False)
class Examination(Recorded, Displayed):
    """What was found.

    Attributes:
        dataset: what was examined.
        counts: items of each class, by split.
        imbalance: items of the most frequent class in parts of those of the rarest, in training.
        rows: least, median and greatest height.
        columns: the same of the widths.
        channels: how many pictures have how many channels; a grey one in three equal channels has one.
        mean: of each channel, on the [0, 1] scale, every picture counting alike.
        std: standard deviation of the pixels around it.
        duplicates: of exact ones all; of similar ones those across splits.
        unreadable: name and reason.
        is_divided: whether the data came with a validation part; else one was drawn.
    """

    dataset: Dataset
    counts: dict[str, tuple[int, ...]]
    imbalance: float
    rows: tuple[int, int, int]
    columns: tuple[int, int, int]
    channels: dict[int, int]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    duplicates: tuple[Duplicate, ...]
    unreadable: tuple[tuple[str, str], ...]
    is_divided: bool = True

    @property
    def leakage(self) -> tuple[Duplicate, ...]:
        """Duplicates across splits."""
        return tuple(one for one in self.duplicates if one.is_leakage)

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        return {
            "data": self.dataset.name,
            "classes": self.dataset.classes,
            "is_divided": self.is_divided,
            "counts": {
                split: dict(zip(self.dataset.classes, counts, strict=True))
                for split, counts in self.counts.items()
            },
            "imbalance": self.imbalance,
            "rows": dict(zip(("least", "median", "greatest"), self.rows, strict=True)),
            "columns": dict(zip(("least", "median", "greatest"), self.columns, strict=True)),
            "channels": {str(channels): count for channels, count in self.channels.items()},
            "mean": self.mean,
            "std": self.std,
            "duplicates": [
                {
                    "first": one.first,
                    "second": one.second,
                    "splits": one.splits,
                    "labels": one.labels,
                    "exact": one.is_exact,
                    "mirrored": one.is_mirrored,
                    "leakage": one.is_leakage,
                }
                for one in self.duplicates
            ],
            "unreadable": [{"name": name, "reason": reason} for name, reason in self.unreadable],
            "left_out": [{"name": one.name, "reason": one.reason} for one in self.dataset.left_out],
            "notes": notes_on(self.dataset),
        }

    def _line(self) -> str:
        items = sum(map(sum, self.counts.values()))
        found = f"{len(self.duplicates)} duplicates, {len(self.leakage)} across splits"
        return f"{self.dataset.name}: {items:,} pictures of {len(self.dataset.classes)} classes, {found}"

    def _fragments(self) -> Sequence[str]:
        counts = zip(self.dataset.classes, zip(*self.counts.values(), strict=True), strict=True)
        about = {
            "rows": f"{self.rows[0]} to {self.rows[2]}, median {self.rows[1]}",
            "columns": f"{self.columns[0]} to {self.columns[2]}, median {self.columns[1]}",
            "channels": ", ".join(f"{count:,} with {kind}" for kind, count in self.channels.items()),
            "mean": ", ".join(f"{value:.3f}" for value in self.mean),
            "std": ", ".join(f"{value:.3f}" for value in self.std),
            "imbalance": f"{self.imbalance:.3g}",
            "left out": len(self.dataset.left_out) or None,
        }
        pairs = [(one.first, one.second, " and ".join(one.splits)) for one in self.duplicates]
        return [
            *map(sentence, notes_on(self.dataset)),
            table(("class", *self.counts), [(label, *row) for label, row in counts]),
            facts(about),
            table(("picture", "the same as", "split"), pairs, caption="Duplicates") if pairs else "",
            table(("unreadable", "reason"), self.unreadable) if self.unreadable else "",
        ]


@recorded(reads=("place",))
def data(
    place: str | os.PathLike[str],
    *,
    val_share: float = 0.2,
    seed: int = 0,
    progress: Progress | None = None,
) -> (
    Examination | BoxExamination | MaskExamination | TextExamination | CaptionExamination | RegionExamination
):
    """Examine a data set: classes, counts, sizes, colours, duplicates, leakage, unreadable files, boxes, masks.

    Args:
        place: of the data set; see `convscope.datasets.open_dataset`, and for photos with boxes
            `convscope.datasets.boxed.open_boxed`, with masks `convscope.datasets.masked.open_masked`,
            for texts `convscope.datasets.texts.open_texts`, with sentences
            `convscope.datasets.captioned.open_captioned`, with phrases of regions
            `convscope.datasets.captioned.open_regions`.
        val_share: share of each class for validation, where the data have no such part.
        seed: of that division.
        progress: told how many pictures are done.

    Raises:
        DataError: there is no such data set.
        ExtraError: imagehash is not installed.
        Cancelled: somebody asked to stop.
    """
    if (texts := open_texts(place)) is not None:
        return examine_texts(texts)
    regions = open_regions(place)
    told = None if regions is None else examine_regions(regions, default_progress(progress))
    if (captioned := open_captioned(place)) is not None:
        return replace(examine_captions(captioned, default_progress(progress)), regions=told)
    if told is not None:
        return told
    if (boxed := open_boxed(place)) is not None:
        return examine_boxes(boxed, default_progress(progress))
    if (masked := open_masked(place)) is not None:
        return examine_masks(masked, default_progress(progress))
    found = open_dataset(place)
    summaries = summarize(found, default_progress(progress))
    dataset = found
    if not found.is_divided:
        dataset = divided(found, seed=seed, share=val_share, together=kept_copies(found, summaries))
    return replace(_examined(dataset, summaries), is_divided=found.is_divided)


def examine(dataset: Dataset, *, progress: Progress | None = None) -> Examination:
    """Look at every picture of a data set once, in parallel.

    Args:
        dataset: what to look at.
        progress: told how many pictures are done.

    Raises:
        ExtraError: imagehash is not installed.
        Cancelled: somebody asked to stop.
    """
    return _examined(dataset, summarize(dataset, progress or Progress()))


def _examined(dataset: Dataset, summaries: Summaries) -> Examination:
    by_name = {one.item.name: one for one in summaries.seen}
    seen = [by_name[item.name] for item in dataset.items if item.name in by_name]
    split_of = {item.name: split for split, items in dataset.splits.items() for item in items}
    counts = {split: dataset.counts(split) for split in dataset.splits}
    trained = [count for count in next(iter(counts.values())) if count]
    usual = Counter(one.channels for one in seen)
    most = max((one.mean.shape[0] for one in seen), default=0)
    of_most = [one for one in seen if one.mean.shape[0] == most]
    mean = np.mean([one.mean for one in of_most], 0) if of_most else np.zeros(0)
    square = np.mean([one.square for one in of_most], 0) if of_most else np.zeros(0)
    return Examination(
        dataset=dataset,
        counts=counts,
        imbalance=max(trained) / min(trained),
        rows=_spread([one.shape[0] for one in seen]),
        columns=_spread([one.shape[1] for one in seen]),
        channels=dict(sorted(usual.items())),
        mean=tuple(mean.tolist()),
        std=tuple(np.sqrt(np.maximum(square - mean**2, 0)).tolist()),
        duplicates=tuple(find_duplicates(seen, split_of, dataset.classes)),
        unreadable=summaries.unreadable,
    )


def _spread(values: Sequence[int]) -> tuple[int, int, int]:
    return (min(values), int(np.median(values)), max(values)) if values else (0, 0, 0)
