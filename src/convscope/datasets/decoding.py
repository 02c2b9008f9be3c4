"""Decoding in parallel, each picture once: what a network sees of it is kept on disk until its file changes.

A cache is a folder with ``pixels.npy``, (N, rows, columns, channels) uint8, mapped into memory, and
``index.json``: name, stamp and digest of each row, or why the file cannot be read.  When files change, come or go,
only those are decoded again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.archives import cache_folder
from convscope.datasets.dataset import Dataset, Item
from convscope.errors import DataError, ImageError, OutputError
from convscope.images import Photo, Preprocessing

# How far decoding has come: pictures done, pictures in all.
Progress = Callable[[int, int], None]
_CHUNK = 256


@dataclass(frozen=True)
class Unreadable:
    """An item whose picture cannot be read, and why."""

    item: Item
    reason: str


@dataclass(frozen=True, eq=False)
class Pictures:
    """Decoded items.

    Attributes:
        items: those that can be read, in their order.
        pixels: (N, rows, columns, channels) uint8 of all rows on disk.
        rows: (N,) the row of each item.
        digests: of each item's pixels.
    """

    items: tuple[Item, ...]
    pixels: NDArray[np.uint8] = field(repr=False)
    rows: NDArray[np.int64] = field(repr=False)
    digests: tuple[str, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def labels(self) -> NDArray[np.int64]:
        """(N,) index of each item's class."""
        return np.array([item.label for item in self.items], np.int64)

    def take(self, indices: Sequence[int] | NDArray[np.int64]) -> NDArray[np.uint8]:
        """Pictures of some items, (n, rows, columns, channels)."""
        return np.asarray(self.pixels[self.rows[np.asarray(indices, np.int64)]])

    @property
    def fingerprint(self) -> str:
        """Of names, labels and pixels: it changes exactly when they do."""
        total = hashlib.sha256()
        for item, digest in zip(self.items, self.digests, strict=True):
            total.update(f"{item.name}\0{item.label}\0{digest}\n".encode())
        return total.hexdigest()[:16]


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
        progress: told how far it has come.

    Raises:
        DataError: a file cannot be read and none shall be skipped; or no file of a class can be read.
        OutputError: the cache cannot be written.
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
            index = _updated(folder, dataset.items, recipe, progress)
        pixels = np.load(folder / "pixels.npy", mmap_mode="r")
    rows = {entry[0]: row for row, entry in enumerate(index)}
    unreadable = tuple(
        Unreadable(item, index[rows[item.name]][3]) for item in dataset.items if index[rows[item.name]][3]
    )
    if unreadable and not skip_unreadable:
        raise DataError(
            f"{len(unreadable)} of {len(dataset.items)} pictures cannot be read; the first: "
            f"{unreadable[0].reason}",
            "Repair or remove them, or leave them out with --unreadable skip.",
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


# Of each row: name, stamp, digest, and why it cannot be read ("" if it can).
_Index = list[list[str]]


def _updated(folder: Path, items: Sequence[Item], recipe: Preprocessing, progress: Progress | None) -> _Index:
    old = _read_index(folder)
    known = {(name, stamp): row for row, (name, stamp, _, _) in enumerate(old)}
    wanted = [(item.name, item.source.stamp) for item in items]
    fresh = sum(key not in known for key in wanted)
    if not fresh:
        return old
    before = np.load(folder / "pixels.npy", mmap_mode="r") if old else None
    blank = np.zeros((*recipe.size, recipe.channels), np.uint8)

    def row(place: int) -> tuple[NDArray[np.uint8], list[str]]:
        key = wanted[place]
        if before is not None and key in known:
            return before[known[key]], old[known[key]]
        try:
            seen = see(items[place], recipe)
        except ImageError as error:
            return blank, [*key, "", str(error)]
        return seen, [*key, hashlib.blake2b(seen.tobytes(), digest_size=8).hexdigest(), ""]

    index: _Index = []
    done = 0
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        # Plain writes: into a file mapped into memory, a full disk would be a signal in the middle of a page.
        with (temporary / "pixels.npy").open("wb") as file, ThreadPoolExecutor(os.cpu_count()) as pool:
            shape = (len(items), *blank.shape)
            np.lib.format.write_array_header_1_0(
                file, {"descr": "|u1", "fortran_order": False, "shape": shape}
            )
            for start in range(0, len(items), _CHUNK):
                places = range(start, min(start + _CHUNK, len(items)))
                for pixels, entry in pool.map(row, places):
                    file.write(pixels.tobytes())
                    index.append(entry)
                if progress:
                    done += sum(wanted[place] not in known for place in places)
                    progress(done, fresh)
        (temporary / "index.json").write_text(json.dumps(index))
        shutil.rmtree(folder, ignore_errors=True)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return index


def _read_index(folder: Path) -> _Index:
    try:
        index: _Index = json.loads((folder / "index.json").read_text())
        shape = np.load(folder / "pixels.npy", mmap_mode="r").shape
    except (OSError, ValueError):
        return []
    return index if len(index) == shape[0] else []


def see(item: Item, recipe: Preprocessing) -> NDArray[np.uint8]:
    """What a network sees of an item, (rows, columns, channels) uint8, not normalised.

    Raises:
        ImageError: the item cannot be read, or has channels that the network does not take.
    """
    pixels = item.pixels()
    channels = pixels.shape[2]
    if recipe.channels in (1, 3) and channels in (1, 3):
        colours = np.repeat(pixels, 3, axis=2) if channels == 1 else pixels
        return recipe.look(Photo(item.name, colours))
    if channels != recipe.channels:
        raise ImageError(
            f"{item.name} has {channels} channels, and the network takes {recipe.channels}.",
            "Choose a network for as many channels.",
        )
    grey = replace(recipe, mean=(0.0,), std=(1.0,), border=None)
    planes = [np.repeat(pixels[..., place, None], 3, axis=2) for place in range(channels)]
    return np.concatenate([grey.look(Photo(item.name, plane)) for plane in planes], axis=2)


def moments(pictures: Pictures, *, limit: int = 5000) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and standard deviation of each channel on the [0, 1] scale, over evenly chosen pictures.

    Args:
        pictures: of the training part.
        limit: the most pictures to look at.
    """
    chosen = np.unique(np.linspace(0, len(pictures) - 1, min(limit, len(pictures))).round().astype(np.int64))
    total: Any = 0.0
    squares: Any = 0.0
    for part in np.array_split(chosen, max(1, len(chosen) // _CHUNK)):
        values = pictures.take(part).astype(np.float32) / 255
        total = total + values.sum((0, 1, 2), dtype=np.float64)
        squares = squares + np.square(values).sum((0, 1, 2), dtype=np.float64)
    count = len(chosen) * pictures.pixels.shape[1] * pictures.pixels.shape[2]
    mean = total / count
    # One colour everywhere has no deviation to divide by.
    std = np.sqrt(np.maximum(squares / count - mean**2, 1e-6))
    return tuple(round(float(value), 6) for value in mean), tuple(round(float(value), 6) for value in std)
