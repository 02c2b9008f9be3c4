"""What a layer makes of each photo of a scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from convscope.examine.scans.shard import FOLDER
from convscope.files import replacing


@dataclass(frozen=True)
class Vectors:
    """What a layer makes of each photo: its units' means over the places.

    Attributes:
        layer: address of the layer.
        numbers: (N,) of the photos.
        values: (N, C) on the disk: what is read of it is in memory, and no more.
    """

    layer: str
    numbers: NDArray[np.int64]
    values: NDArray[np.float32]


def mapped_vectors(folder: Path, shards: Sequence[int], place: int, count: int) -> NDArray[np.float32]:
    """The vectors (N, C) of shards as one memory-mapped file, which is joined when it is first asked for.

    Args:
        folder: of the scan.
        shards: that are done and hold photos that could be read.
        place: of the layer among those of the scan.
        count: of the photos of these shards, N; shards are only ever added, so that it tells an older file.

    Raises:
        OutputError: the file cannot be written.
    """
    path = folder / FOLDER / f"{place:03}.npy"
    if not path.exists() or len(np.load(path, mmap_mode="r")) != count:
        parts = (
            np.load(folder / FOLDER / f"{shard:06}" / f"{place:03}.npy", mmap_mode="r") for shard in shards
        )
        with replacing(path) as temporary:
            _join(parts, count, temporary)
    joined: NDArray[np.float32] = np.load(path, mmap_mode="r")
    return joined


def _join(parts: Iterator[NDArray[np.float32]], count: int, path: Path) -> None:
    first = next(parts)
    whole = open_memmap(path, "w+", first.dtype, (count, first.shape[1]))
    reached = 0
    for part in chain([first], parts):
        whole[reached : reached + len(part)] = part
        reached += len(part)
    whole.flush()
