"""Decoded pictures of a data set, and their mean and standard deviation."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.dataset import Item

_CHUNK = 256


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
