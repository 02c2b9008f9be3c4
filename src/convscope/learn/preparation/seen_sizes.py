"""What pictures look like, from some of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from convscope.datasets import Dataset
from convscope.errors import ImageError


def _evenly_chosen(dataset: Dataset, count: int) -> Iterator[NDArray[np.uint8]]:
    """Pixels of some training pictures; unreadable ones are passed over."""
    items = dataset.split("train")
    for place in np.linspace(0, len(items) - 1, min(count, len(items))).round().astype(int):
        with suppress(ImageError):
            yield items[place].pixels()


def first_sizes(dataset: Dataset, count: int = 16) -> tuple[int, int | None]:
    """Channels, and the usual shorter side, of some pictures evenly chosen."""
    shapes = [pixels.shape for pixels in _evenly_chosen(dataset, count)]
    if not shapes:
        return 3, None
    return shapes[0][2], int(np.median([min(shape[:2]) for shape in shapes]))


def look_grey(dataset: Dataset, count: int = 64) -> bool:
    """Whether some pictures evenly chosen have no colours; files of pictures are read as coloured ones."""
    return all(not np.ptp(pixels, axis=2).any() for pixels in _evenly_chosen(dataset, count))
