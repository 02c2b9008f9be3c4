"""Photos with masks as a training takes them: divided, and every one of them read once before it begins."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convscope.datasets import Dataset, divided_by_content, merged
from convscope.datasets.boxed.photo_size import photo_size
from convscope.datasets.dataset import Item
from convscope.datasets.decoding import Unreadable
from convscope.datasets.masked import MaskedDataset, MaskedPhoto, masks_at
from convscope.errors import DataError, ImageError
from convscope.images import Preprocessing
from convscope.network.task.places import Segmentation
from convscope.network.task.things import Things
from convscope.progress import Progress
from convscope.segmentation.seen_masks import MaskReader

# Photos that are asked for their size.
_ASKED = 64
# Photos that are read at a time.
_CHUNK = 64
# How much rarer classes count more: the weight of a class is its share of all places to this power.
_POWER = -0.5


def divided_masks(
    place: str,
    *,
    seed: int = 0,
    share: float = 0.2,
    anew: bool = False,
    progress: Progress | None = None,
) -> MaskedDataset:
    """Photos with masks in a training and a validation part, the latter drawn where nobody divided them.

    Args:
        place: of the data, see `convscope.datasets.masked.open_masked`.
        seed: of the draw.
        share: of the photos for validation.
        anew: whether a validation part that there is is put back, and another one drawn.
        progress: told how many photos are read.

    Raises:
        DataError: there are no masks, or none to train on.
    """
    masked = masks_at(place)
    pictures = merged(pictures_of_masks(masked)) if anew else pictures_of_masks(masked)
    divided = divided_by_content(pictures, seed=seed, share=share, progress=progress)
    photos = {photo.name: photo for photo in masked.photos}
    splits = {split: tuple(photos[item.name] for item in items) for split, items in divided.splits.items()}
    return replace(masked, splits=splits)


def pictures_of_masks(masked: MaskedDataset) -> Dataset:
    """The photos by themselves, as one class, in the same splits."""
    splits = {
        split: tuple(Item(photo.name, 0, photo.source) for photo in photos)
        for split, photos in masked.splits.items()
    }
    return Dataset(masked.name, ("photo",), splits)


def task_of_masks(masked: MaskedDataset) -> str:
    """The name of the task that masks teach a segmenter."""
    return Things.name if masked.coding.is_of_one_kind else Segmentation.name


def classes_of_masks(masked: MaskedDataset) -> tuple[str, ...]:
    """The classes that a segmenter learns from masks; of things of one class their inside and their border."""
    background, *things = masked.classes
    return (background, *things, f"border of {things[0]}") if masked.coding.is_of_one_kind else masked.classes


def usual_size(masked: MaskedDataset) -> tuple[int, int]:
    """(rows, columns), the median of some training photos.

    Raises:
        DataError: none of them can be read.
    """
    photos = masked.splits["train"][:_ASKED]
    sizes = [
        size
        for photo in photos
        if (content := getattr(photo.source, "content", None)) and (size := photo_size(content(photo.name)))
    ]
    if not sizes:
        raise DataError("No training photo can be read.", "`convscope data` says why.")
    rows, columns = np.median(np.array(sizes), axis=0).round().astype(int).tolist()
    return rows, columns


class _Seen(NamedTuple):
    """What is kept of a photo with its mask that was read."""

    size: tuple[int, int]
    counts: NDArray[np.int64]
    digest: bytes


@dataclass(frozen=True, eq=False)
class ReadMasks:
    """Photos with masks, all of which can be read.

    Attributes:
        dataset: without those whose photo cannot be.
        reader: of photos and masks as the network sees them.
        sizes: (rows, columns) of each photo by its name.
        counts: (classes,) places of each class in the training photos.
        unreadable: photos that are left out.
        fingerprint: changes when a training or validation photo does, or a mask, or when one moves to another part.
    """

    dataset: MaskedDataset
    reader: MaskReader
    sizes: Mapping[str, tuple[int, int]]
    counts: NDArray[np.int64]
    unreadable: tuple[Unreadable, ...]
    fingerprint: str

    @property
    def splits(self) -> Mapping[str, Sequence[MaskedPhoto]]:
        """The photos of each split."""
        return self.dataset.splits

    def sizes_of(self, split: str) -> list[tuple[int, int]]:
        """(rows, columns) of the photos of a split."""
        return [self.sizes[photo.name] for photo in self.dataset.splits[split]]

    def class_weights(self) -> list[float]:
        """Of each class w = s^-1/2 / sum of s^1/2, with s its share of the training places; 0 where it has none.

        The mean weight of a training place is 1.
        """
        shares = self.counts / max(self.counts.sum(), 1)
        raised = np.where(shares > 0, np.maximum(shares, 1e-12) ** _POWER, 0)
        return [float(value) for value in raised / max(float((shares * raised).sum()), 1e-12)]

    def missing(self) -> list[str]:
        """Names of the classes that no training photo shows."""
        names = classes_of_masks(self.dataset)
        return [name for name, count in zip(names, self.counts.tolist(), strict=True) if not count]


def read_masks(
    masked: MaskedDataset, preprocessing: Preprocessing, *, skip_unreadable: bool, progress: Progress
) -> ReadMasks:
    """Read every photo for training and validation with its mask once.

    Raises:
        ImageError: a mask cannot be read, or does not belong to its photo.
        DataError: a photo cannot be read and none shall be skipped, or none is left.
        Cancelled: somebody asked to stop.
    """
    reader, classes = MaskReader(masked.coding, preprocessing), len(classes_of_masks(masked))
    used = [(split, photo) for split in ("train", "val") for photo in masked.splits[split]]
    total, counts = hashlib.sha256(), np.zeros(classes, np.int64)
    kept: dict[str, list[MaskedPhoto]] = {"train": [], "val": []}
    sizes: dict[str, tuple[int, int]] = {}
    unreadable: list[Unreadable] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(used), _CHUNK):
            part = used[start : start + _CHUNK]
            seen = pool.map(lambda one: _read(reader, one[1], classes), part)
            for (split, photo), one in zip(part, seen, strict=True):
                if isinstance(one, ImageError):
                    unreadable.append(Unreadable(Item(photo.name, 0, photo.source), one.message))
                    continue
                kept[split].append(photo)
                sizes[photo.name] = one.size
                total.update(f"{split}\0{photo.name}\0".encode() + one.digest)
                if split == "train":
                    counts += one.counts
            progress.step(start + len(part), len(used), what="reading masks")
            progress.check()
    _check(kept, unreadable, len(used), skip_unreadable=skip_unreadable)
    rest = {split: photos for split, photos in masked.splits.items() if split not in kept}
    dataset = replace(masked, splits={**{split: tuple(of) for split, of in kept.items()}, **rest})
    return ReadMasks(dataset, reader, sizes, counts, tuple(unreadable), total.hexdigest()[:16])


def _read(reader: MaskReader, photo: MaskedPhoto, classes: int) -> _Seen | ImageError:
    """What there is to keep of a photo; the error of one that cannot be read, while that of a mask is raised."""
    try:
        size = photo.pixels().shape[:2]
    except ImageError as error:
        return error
    pixels, mask = reader.read(photo)
    digest = hashlib.sha256(pixels.tobytes() + mask.tobytes()).digest()
    return _Seen((size[0], size[1]), np.bincount(mask.ravel(), minlength=256)[:classes], digest)


def _check(
    kept: Mapping[str, Sequence[MaskedPhoto]],
    unreadable: Sequence[Unreadable],
    count: int,
    *,
    skip_unreadable: bool,
) -> None:
    if unreadable and not skip_unreadable:
        raise DataError(
            f"{len(unreadable)} of {count} pictures cannot be read; the first: {unreadable[0].reason}",
            "Repair or remove them, or give unreadable='skip'.",
        )
    for split, photos in kept.items():
        if not photos:
            raise DataError(f"No photo for {split} can be read.", "`convscope data` says why.")
