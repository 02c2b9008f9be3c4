"""What is kept of each picture of a data set when all are looked at: sizes, means, and marks to find it again."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from convscope.datasets.dataset import Dataset, Item
from convscope.errors import ImageError, ReadError
from convscope.extras import extra, needs
from convscope.progress import Progress

HASH_SIDE = 8
# Side of the reduced picture from which imagehash computes a hash.
_HASHED_SIDE = 4 * HASH_SIDE
_SIDE = 32
_CHUNK = 64  # pictures between two looks at whether to stop


@dataclass(frozen=True)
class PictureSummary:
    """What is kept of one picture.

    Attributes:
        item: whose picture it is.
        shape: (rows, columns).
        channels: of the picture; a grey one in three equal channels has one.
        mean: of each channel, on the [0, 1] scale.
        square: mean square of each channel.
        digest: of the pixels.
        hash: (64,) perceptual hash.
        mirrored_hash: (64,) that of its mirror image.
        small: (32, 32) the picture reduced to so many grey pixels.
    """

    item: Item
    shape: tuple[int, int]
    channels: int
    mean: NDArray[np.float64]
    square: NDArray[np.float64]
    digest: bytes
    hash: NDArray[np.bool_]
    mirrored_hash: NDArray[np.bool_]
    small: NDArray[np.float32]


@dataclass(frozen=True)
class Summaries:
    """The pictures of a data set, each looked at once.

    Attributes:
        seen: those that can be read, in the order of the data set's items.
        unreadable: name and reason of the others.
        is_complete: whether no picture was refused by the system, so that the same would be seen again.
    """

    seen: tuple[PictureSummary, ...]
    unreadable: tuple[tuple[str, str], ...]
    is_complete: bool = True


def summarize(dataset: Dataset, progress: Progress) -> Summaries:
    """Look at every picture of a data set once, in parallel.

    Raises:
        ExtraError: imagehash is not installed.
        Cancelled: somebody asked to stop.
    """
    needs("train", "imagehash")
    items = dataset.items
    seen: list[PictureSummary] = []
    unreadable: list[tuple[str, str]] = []
    is_complete = True
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(items), _CHUNK):
            for found in pool.map(_summarized, items[start : start + _CHUNK]):
                if isinstance(found, PictureSummary):
                    seen.append(found)
                else:
                    name, error = found
                    unreadable.append((name, str(error)))
                    is_complete = is_complete and not isinstance(error, ReadError)
            progress.step(min(start + _CHUNK, len(items)), len(items), what="reading pictures")
            progress.check()
    return Summaries(tuple(seen), tuple(unreadable), is_complete)


def _summarized(item: Item) -> PictureSummary | tuple[str, ImageError]:
    """The summary of an item; its name and the error where it cannot be read."""
    phash = extra("imagehash", "train").phash

    try:
        pixels = item.pixels()
    except ImageError as error:
        return item.name, error
    is_grey = pixels.shape[2] == 3 and bool(
        (pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 1] == pixels[..., 2]).all()
    )
    values = pixels[..., :1] if is_grey else pixels
    scaled = values.reshape(-1, values.shape[2]).astype(np.float64) / 255
    grey = Image.fromarray(pixels[..., 0] if pixels.shape[2] != 3 else pixels).convert("L")
    hashed = grey.resize((_HASHED_SIDE, _HASHED_SIDE), Image.Resampling.LANCZOS)
    return PictureSummary(
        item=item,
        shape=(pixels.shape[0], pixels.shape[1]),
        channels=values.shape[2],
        mean=scaled.mean(0),
        square=np.square(scaled).mean(0),
        digest=hashlib.blake2b(repr(pixels.shape).encode() + pixels.tobytes(), digest_size=16).digest(),
        hash=phash(hashed, hash_size=HASH_SIDE).hash.ravel(),
        mirrored_hash=phash(ImageOps.mirror(hashed), hash_size=HASH_SIDE).hash.ravel(),
        small=np.asarray(grey.resize((_SIDE, _SIDE), Image.Resampling.BOX), np.float32),
    )
