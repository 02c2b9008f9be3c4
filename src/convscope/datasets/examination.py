"""What is in a data set, before anything is trained on it."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets.dataset import Dataset, Item
from convscope.errors import ImageError

_HASH_SIDE = 8
# Of 64 bits of a perceptual hash, so many may differ between two saves of one picture.
_HASH_DISTANCE = 4
# Pictures of one hash are the same only if they also look the same in this size.
_SIDE = 32
_CORRELATION = 0.985
_DIFFERENCE = 6.0
_CHUNK = 512


@dataclass(frozen=True)
class Duplicate:
    """Two items that show the same picture.

    Attributes:
        first: name of the one.
        second: name of the other.
        splits: theirs; a picture in training and validation at once is leakage.
        labels: names of their classes.
        is_exact: whether every pixel agrees.
    """

    first: str
    second: str
    splits: tuple[str, str]
    labels: tuple[str, str]
    is_exact: bool

    @property
    def is_leakage(self) -> bool:
        """Whether what is validated or tested was trained on."""
        return self.splits[0] != self.splits[1]


@dataclass(frozen=True)
class Examination:
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

    @property
    def leakage(self) -> tuple[Duplicate, ...]:
        """Duplicates across splits."""
        return tuple(one for one in self.duplicates if one.is_leakage)


@dataclass(frozen=True)
class _Seen:
    """What is kept of one picture."""

    item: Item
    split: str
    shape: tuple[int, int]
    channels: int
    mean: NDArray[np.float64]
    square: NDArray[np.float64]
    digest: bytes
    hash: NDArray[np.bool_]
    small: NDArray[np.float32]


def examine(dataset: Dataset, *, progress: Callable[[int, int], None] | None = None) -> Examination:
    """Look at every picture of a data set once, in parallel.

    Near duplicates are pictures whose perceptual hashes (pHash, 64 bits) differ in at most four places and whose
    reductions to 32x32 grey pixels correlate by 0.985 or more: the second look keeps apart what is only of one kind,
    such as two digits.

    Args:
        dataset: what to look at.
        progress: told how far it has come.
    """
    places = [(item, split) for split, items in dataset.splits.items() for item in items]
    seen: list[_Seen] = []
    unreadable: list[tuple[str, str]] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(places), _CHUNK):
            for found in pool.map(_look, places[start : start + _CHUNK]):
                if isinstance(found, _Seen):
                    seen.append(found)
                else:
                    unreadable.append(found)
            if progress:
                progress(min(start + _CHUNK, len(places)), len(places))
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
        duplicates=tuple(_duplicates(seen, dataset.classes)),
        unreadable=tuple(unreadable),
    )


def _spread(values: Sequence[int]) -> tuple[int, int, int]:
    return (min(values), int(np.median(values)), max(values)) if values else (0, 0, 0)


def _look(place: tuple[Item, str]) -> _Seen | tuple[str, str]:
    import imagehash

    item, split = place
    try:
        pixels = item.pixels()
    except ImageError as error:
        return item.name, str(error)
    is_grey = pixels.shape[2] == 3 and bool(
        (pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 1] == pixels[..., 2]).all()
    )
    values = pixels[..., :1] if is_grey else pixels
    scaled = values.reshape(-1, values.shape[2]).astype(np.float64) / 255
    grey = Image.fromarray(pixels[..., 0] if pixels.shape[2] != 3 else pixels).convert("L")
    small = np.asarray(grey.resize((_SIDE, _SIDE), Image.Resampling.BOX), np.float32)
    return _Seen(
        item=item,
        split=split,
        shape=(pixels.shape[0], pixels.shape[1]),
        channels=values.shape[2],
        mean=scaled.mean(0),
        square=np.square(scaled).mean(0),
        digest=hashlib.blake2b(repr(pixels.shape).encode() + pixels.tobytes(), digest_size=16).digest(),
        hash=imagehash.phash(grey, hash_size=_HASH_SIDE).hash.ravel(),
        small=small.ravel(),
    )


def _duplicates(seen: Sequence[_Seen], classes: tuple[str, ...]) -> list[Duplicate]:
    by_content: dict[bytes, list[_Seen]] = defaultdict(list)
    for one in seen:
        by_content[one.digest].append(one)
    found = [
        _duplicate(group[0], other, classes, is_exact=True)
        for group in by_content.values()
        for other in group[1:]
    ]
    known = {(one.first, one.second) for one in found}
    splits = list(dict.fromkeys(one.split for one in seen))
    for place, split in enumerate(splits):
        for other in splits[place + 1 :]:
            pairs = _similar([o for o in seen if o.split == split], [o for o in seen if o.split == other])
            found += [
                _duplicate(a, b, classes, is_exact=False)
                for a, b in pairs
                if a.digest != b.digest and (a.item.name, b.item.name) not in known
            ]
    return found


def _duplicate(first: _Seen, second: _Seen, classes: tuple[str, ...], *, is_exact: bool) -> Duplicate:
    return Duplicate(
        first.item.name,
        second.item.name,
        (first.split, second.split),
        (classes[first.item.label], classes[second.item.label]),
        is_exact,
    )


def _similar(first: Sequence[_Seen], second: Sequence[_Seen]) -> list[tuple[_Seen, _Seen]]:
    """Pairs of near duplicates.  As +1 and -1, hashes have a product of 64 less twice their distance."""
    signs = [np.array([one.hash for one in part], np.float32) * 2 - 1 for part in (first, second)]
    pairs = []
    for start in range(0, len(second), _CHUNK):
        products = signs[0] @ signs[1][start : start + _CHUNK].T
        for i, j in zip(*np.nonzero(products >= _HASH_SIDE**2 - 2 * _HASH_DISTANCE), strict=True):
            a, b = first[i], second[start + j]
            if _looks_alike(a.small, b.small):
                pairs.append((a, b))
    return pairs


def _looks_alike(a: NDArray[np.float32], b: NDArray[np.float32]) -> bool:
    if float(np.abs(a - b).mean()) > _DIFFERENCE:
        return False
    deviations = float(a.std() * b.std())
    # Of two pictures of one colour, the hash says nothing, and the difference all.
    if deviations < 1:
        return True
    return float(((a - a.mean()) * (b - b.mean())).mean()) / deviations >= _CORRELATION
