"""Duplicates in a data set: the same picture twice, also where it was saved anew."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets.dataset import Item
from convscope.errors import ImageError
from convscope.extras import extra

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
class PictureSummary:
    """What is kept of one picture.

    Attributes:
        item: whose picture it is.
        split: of the data set.
        shape: (rows, columns).
        channels: of the picture; a grey one in three equal channels has one.
        mean: of each channel, on the [0, 1] scale.
        square: mean square of each channel.
        digest: of the pixels.
        hash: (64,) perceptual hash.
        small: (1024,) the picture reduced to 32x32 grey pixels.
    """

    item: Item
    split: str
    shape: tuple[int, int]
    channels: int
    mean: NDArray[np.float64]
    square: NDArray[np.float64]
    digest: bytes
    hash: NDArray[np.bool_]
    small: NDArray[np.float32]


def summarized(place: tuple[Item, str]) -> PictureSummary | tuple[str, str]:
    """The summary of an item of a split; its name and the reason where it cannot be read."""
    imagehash = extra("imagehash", "train")

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
    return PictureSummary(
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


def find_duplicates(seen: Sequence[PictureSummary], classes: tuple[str, ...]) -> list[Duplicate]:
    """Exact duplicates, and near duplicates across splits.

    Near duplicates are pictures whose perceptual hashes (pHash, 64 bits) differ in at most four places and whose
    reductions to 32x32 grey pixels correlate by 0.985 or more: the second comparison keeps apart pictures that are
    only of one kind, such as two digits.
    """
    by_content: dict[bytes, list[PictureSummary]] = defaultdict(list)
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


def _duplicate(
    first: PictureSummary, second: PictureSummary, classes: tuple[str, ...], *, is_exact: bool
) -> Duplicate:
    return Duplicate(
        first.item.name,
        second.item.name,
        (first.split, second.split),
        (classes[first.item.label], classes[second.item.label]),
        is_exact,
    )


def _similar(
    first: Sequence[PictureSummary], second: Sequence[PictureSummary]
) -> list[tuple[PictureSummary, PictureSummary]]:
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
