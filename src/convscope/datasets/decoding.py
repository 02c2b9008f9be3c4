"""Decoding a data set in parallel to what a network sees of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from convscope.cache import cache_folder
from convscope.datasets.dataset import Dataset, Item
from convscope.datasets.decoded_cache import updated_cache
from convscope.datasets.pictures import Pictures
from convscope.errors import DataError, OutputError
from convscope.images import Preprocessing
from convscope.progress import Progress


@dataclass(frozen=True)
class Unreadable:
    """An item whose picture cannot be read, and why."""

    item: Item
    reason: str


@dataclass(frozen=True)
class DecodedDataset:
    """A data set, decoded.

    Attributes:
        dataset: what it was made of.
        splits: the pictures of each split.
        unreadable: the items that were left out.
    """

    dataset: Dataset
    splits: dict[str, Pictures]
    unreadable: tuple[Unreadable, ...]


def decode_dataset(
    dataset: Dataset,
    preprocessing: Preprocessing,
    *,
    skip_unreadable: bool = True,
    progress: Progress | None = None,
) -> DecodedDataset:
    """Decode a data set as a network sees it, or take what is decoded already.

    Args:
        dataset: what to decode.
        preprocessing: of the network; its mean and standard deviation do not matter.
        skip_unreadable: whether files that cannot be read are left out rather than an error.
        progress: told how many pictures are done.

    Raises:
        DataError: a file cannot be read and none shall be skipped; or no file of a class can be read.
        OutputError: the cache cannot be written.
        Cancelled: somebody asked to stop.
    """
    from filelock import FileLock

    recipe = replace(preprocessing, mean=(0.0,) * preprocessing.channels, std=(1.0,) * preprocessing.channels)
    place = os.path.abspath(dataset.name)  # noqa: PTH100
    key = hashlib.sha256(f"{place} {recipe}".encode()).hexdigest()[:16]
    folder = cache_folder() / "decoded" / f"{Path(dataset.name).name.partition('.')[0][:40]}-{key}"
    with _cache_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Of several processes that want the same, one decodes.
        with FileLock(f"{folder}.lock"):
            index = updated_cache(folder, dataset.items, recipe, progress or Progress())
        pixels = np.load(folder / "pixels.npy", mmap_mode="r")
    rows = {entry[0]: row for row, entry in enumerate(index)}
    unreadable = tuple(
        Unreadable(item, index[rows[item.name]][3]) for item in dataset.items if index[rows[item.name]][3]
    )
    if unreadable and not skip_unreadable:
        raise DataError(
            f"{len(unreadable)} of {len(dataset.items)} pictures cannot be read; the first: "
            f"{unreadable[0].reason}",
            "Repair or remove them, or give unreadable='skip'.",
        )
    bad = {entry.item.name for entry in unreadable}
    splits = {}
    for name, items in dataset.splits.items():
        kept = tuple(item for item in items if item.name not in bad)
        places = np.array([rows[item.name] for item in kept], np.int64)
        splits[name] = Pictures(kept, pixels, places, tuple(index[place][2] for place in places))
    _check_classes(dataset, splits, unreadable)
    return DecodedDataset(dataset, splits, unreadable)


def _check_classes(dataset: Dataset, splits: dict[str, Pictures], unreadable: Sequence[Unreadable]) -> None:
    for split, pictures in splits.items():
        missing = set(np.flatnonzero(dataset.counts(split))) - set(pictures.labels.tolist())
        if missing:
            label = min(missing)
            names = {item.name for item in dataset.split(split) if item.label == label}
            first = next(bad for bad in unreadable if bad.item.name in names)
            raise DataError(
                f"No picture of the class {dataset.classes[label]!r} in {split} can be read; the first: "
                f"{first.reason}"
            )


@contextmanager
def _cache_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"Decoded pictures cannot be kept in {folder}: {(error.strerror or str(error)).lower()}.",
            "Make room, or name another folder in the environment variable CONVSCOPE_CACHE.",
        ) from error
