"""A data set: labelled pictures, still undecoded, in named splits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.sources import Source
from convscope.errors import DataError
from convscope.images import Photo
from convscope.language import keep

# The split of a data set that nobody has divided.
UNDIVIDED = "all"


@dataclass(frozen=True)
class Item:
    """One picture.

    Attributes:
        name: its path inside the data set, ``train/cats/cat.1.jpg``; unique.
        label: index of its class, -1 where nobody labelled it.
        source: where its pixels are.
        columns: what a CSV says of it beside path and label.
    """

    name: str
    label: int
    source: Source
    columns: Mapping[str, str] = field(default_factory=dict)

    def pixels(self) -> NDArray[np.uint8]:
        """The picture, decoded, (rows, columns, channels) uint8; files of pictures have three channels.

        Raises:
            ImageError: it cannot be read.
        """
        return self.source.pixels(self.name)

    def photo(self) -> Photo:
        """The picture as a photo.

        Raises:
            ImageError: it cannot be read, or has other than one or three channels.
        """
        pixels = self.pixels()
        return Photo(self.name, np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels)


@dataclass(frozen=True)
class LeftOut:
    """A file that is none of the pictures, though it lies among them, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Dataset:
    """Labelled pictures in splits.

    Attributes:
        name: as the user named it.
        classes: names of the classes, sorted.
        splits: items by split: ``train``, ``val`` and ``test``, or ``all`` where nobody divided them.
        left_out: files among the pictures that are none of them.
    """

    name: str
    classes: tuple[str, ...]
    splits: Mapping[str, tuple[Item, ...]]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def is_divided(self) -> bool:
        """Whether there is a training and a validation part."""
        return "train" in self.splits and "val" in self.splits

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, split after split."""
        return tuple(item for items in self.splits.values() for item in items)

    def split(self, name: str) -> tuple[Item, ...]:
        """The items of one split.

        Raises:
            DataError: there is none of that name.
        """
        if name not in self.splits:
            raise DataError(f"{self.name} has no split {name!r}.", f"It has {', '.join(self.splits)}.")
        return self.splits[name]

    def counts(self, split: str) -> tuple[int, ...]:
        """Items of each class in a split."""
        count = Counter(item.label for item in self.split(split))
        return tuple(count[label] for label in range(len(self.classes)))


# Split, class (None where nobody labelled it), the item's name, source and further columns.
Row = tuple[str, str | None, str, Source, Mapping[str, str]]


def assembled(
    name: str, rows: Sequence[Row], left_out: Sequence[LeftOut] = (), *, needs_labels: bool = True
) -> Dataset:
    """A data set of rows, classes and items sorted.

    Args:
        name: as the user named it.
        rows: an item each.
        left_out: files among the pictures that are none of them.
        needs_labels: whether there must be a class.

    Raises:
        DataError: there are no rows, or, where labels are needed, no class.
    """
    classes = tuple(sorted({row[1] for row in rows if row[1] is not None}, key=_by_number_then_name))
    if not rows or (needs_labels and not classes):
        raise DataError(
            f"{name} holds no labelled picture.", "Put the pictures of each class in a folder of its name."
        )
    keep(classes)
    index: dict[str | None, int] = {label: place for place, label in enumerate(classes)}
    splits: dict[str, list[Item]] = {split: [] for split in ("train", "val", "test", UNDIVIDED)}
    for split, label, item, source, columns in rows:
        splits[split].append(Item(item, index.get(label, -1), source, columns))
    return Dataset(
        name,
        classes,
        {split: tuple(sorted(items, key=lambda item: item.name)) for split, items in splits.items() if items},
        tuple(left_out),
    )


def several(dataset: Dataset) -> Dataset:
    """A data set of several classes, as it is.

    Raises:
        DataError: it has a single one.
    """
    if len(dataset.classes) == 1:
        raise DataError(
            f"{dataset.name} has one class, {dataset.classes[0]!r}, and telling classes apart needs two or more.",
            "Put the pictures of each class in a folder of its name, side by side.",
        )
    return dataset


def _by_number_then_name(label: str) -> tuple[int, str]:
    """Digits in their order, words after them."""
    return (int(label), label) if label.isdecimal() and len(label) < 10 else (10**10, label)
