"""Photos as the training of a restorer takes them: divided, and every one of them read once before it begins."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from convscope.datasets import Dataset, divided_by_content, merged, open_dataset
from convscope.datasets.dataset import Item
from convscope.datasets.decoding import Unreadable
from convscope.errors import DataError, ImageError
from convscope.progress import Progress

# Photos that are read at a time.
_CHUNK = 64


def divided_photos(
    place: str,
    *,
    seed: int = 0,
    share: float = 0.2,
    anew: bool = False,
    progress: Progress | None = None,
) -> Dataset:
    """Photos, whatever they show, in a training and a validation part, the latter drawn where nobody divided them.

    Args:
        place: of the data, see `convscope.datasets.open_dataset`.
        seed: of the draw.
        share: of the photos for validation.
        anew: whether a validation part that there is is put back, and another one drawn.
        progress: told how many photos are read.

    Raises:
        DataError: there are no photos, or a single one, or none to train on.
    """
    whole = open_dataset(place, needs_labels=False)
    splits = {split: tuple(replace(item, label=0) for item in items) for split, items in whole.splits.items()}
    photos = replace(whole, classes=("photo",), splits=splits)
    if len(photos.items) == 1:
        raise DataError(
            f"{photos.name} holds one photo, and both training and validation need one.",
            "Give a second one; parts of it will do.",
        )
    return divided_by_content(merged(photos) if anew else photos, seed=seed, share=share, progress=progress)


@dataclass(frozen=True, eq=False)
class ReadPhotos:
    """Photos, all of which can be read.

    Attributes:
        dataset: without those that cannot be, or are too small.
        channels: of the photos.
        unreadable: photos that are left out.
        fingerprint: changes when a training or validation photo does, or when one moves to another part.
    """

    dataset: Dataset
    channels: int
    unreadable: tuple[Unreadable, ...]
    fingerprint: str

    @property
    def splits(self) -> Mapping[str, tuple[Item, ...]]:
        """The photos of each split."""
        return self.dataset.splits


def read_photos(dataset: Dataset, side: int, *, skip_unreadable: bool, progress: Progress) -> ReadPhotos:
    """Read every photo for training and validation once.

    Args:
        dataset: of photos.
        side: rows and columns that each must have at least.
        skip_unreadable: whether those that cannot be read, or are smaller, are left out; else they are an error.
        progress: told how many are read.

    Raises:
        DataError: a photo cannot be used and none shall be skipped, none is left, or their channels differ.
        Cancelled: somebody asked to stop.
    """
    used = [(split, item) for split in ("train", "val") for item in dataset.splits[split]]
    kept: dict[str, list[Item]] = {"train": [], "val": []}
    total, channels = hashlib.sha256(), set[int]()
    unreadable: list[Unreadable] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(used), _CHUNK):
            part = used[start : start + _CHUNK]
            for (split, item), seen in zip(
                part, pool.map(lambda one: _seen(one[1], side), part), strict=True
            ):
                if isinstance(seen, str):
                    unreadable.append(Unreadable(item, seen))
                    continue
                kept[split].append(item)
                channels.add(seen[0])
                total.update(f"{split}\0{item.name}\0".encode() + seen[1])
            progress.step(start + len(part), len(used), what="reading photos")
            progress.check()
    if unreadable and not skip_unreadable:
        raise DataError(
            f"{len(unreadable)} of {len(used)} photos cannot be used; the first: {unreadable[0].reason}",
            "Repair or remove them, or give unreadable='skip'.",
        )
    for split, items in kept.items():
        if not items:
            reason = f" The first: {unreadable[0].reason}" if unreadable else ""
            raise DataError(f"No photo for {split} can be used.{reason}", "`convscope data` says why.")
    if len(channels) > 1:
        raise DataError(
            f"The photos of {dataset.name} have {' or '.join(map(str, sorted(channels)))} channels.",
            "Give photos that are all grey or all in colour.",
        )
    rest = {split: items for split, items in dataset.splits.items() if split not in kept}
    splits = {**{split: tuple(items) for split, items in kept.items()}, **rest}
    return ReadPhotos(
        replace(dataset, splits=splits), channels.pop(), tuple(unreadable), total.hexdigest()[:16]
    )


def _seen(item: Item, side: int) -> tuple[int, bytes] | str:
    """Channels and digest of a photo, or why it cannot be used."""
    try:
        pixels = item.pixels()
    except ImageError as error:
        return error.message
    rows, columns, channels = pixels.shape
    if min(rows, columns) < side:
        return f"{item.name} has {rows} x {columns} pixels, fewer than a patch, {side} x {side}."
    return channels, hashlib.sha256(pixels.tobytes()).digest()
