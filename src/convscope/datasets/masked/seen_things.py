"""Numbered things as a network sees them: where its input shows each of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.dataset import Item
from convscope.datasets.masked.coding import Coding
from convscope.datasets.masked.mask_examination import check_size
from convscope.datasets.masked.masked_dataset import MaskedDataset, MaskedPhoto
from convscope.images import Preprocessing
from convscope.progress import Progress


@dataclass(frozen=True, eq=False)
class SeenThings:
    """The masks of photos that number things, read whenever they are asked for.

    Attributes:
        photos: by their names.
        coding: what the numbers of the masks mean.
        preprocessing: of the network.
    """

    photos: Mapping[str, MaskedPhoto]
    coding: Coding
    preprocessing: Preprocessing

    @classmethod
    def of(cls, masked: MaskedDataset, preprocessing: Preprocessing) -> SeenThings:
        """Those of a data set."""
        return cls({photo.name: photo for photo in masked.photos}, masked.coding, preprocessing)

    def taken(self, items: Sequence[Item]) -> NDArray[np.int32]:
        """The number (N, rows, columns) of each place's thing, from 1 on without gaps; 0 where there is none.

        Raises:
            ImageError: a mask cannot be read.
        """
        return np.stack([self._seen(self.photos[item.name].values().values) for item in items])

    def check(self, items: Sequence[Item], progress: Progress) -> str:
        """Read the masks of some photos once; what is given changes when one of them does.

        Raises:
            ImageError: a mask cannot be read, or does not belong to its photo.
            Cancelled: somebody asked to stop.
        """
        total = hashlib.sha256()
        for number, item in enumerate(items, 1):
            photo = self.photos[item.name]
            rows, columns = photo.pixels().shape[:2]
            mask = photo.values()
            check_size(photo, (rows, columns), self.coding.read(mask, photo.mask))
            total.update(f"{item.name}\0".encode() + np.ascontiguousarray(mask.values).tobytes())
            progress.step(number, len(items), what="reading masks")
            progress.check()
        return total.hexdigest()[:16]

    def _seen(self, values: NDArray[np.integer]) -> NDArray[np.int32]:
        (rows, inside_rows), (columns, inside_columns) = self._places(values.shape)
        seen = values[np.ix_(rows, columns)] * np.outer(inside_rows, inside_columns)
        things = np.unique(seen[seen > 0])
        numbers = np.where(seen > 0, np.searchsorted(things, seen) + 1, 0)
        return numbers.astype(np.int32)

    def _places(self, shape: tuple[int, ...]) -> list[tuple[NDArray[np.intp], NDArray[np.bool_]]]:
        """Of each axis the place of the mask that a place of the input shows, and whether there is one."""
        region = self.preprocessing.region_of((shape[0], shape[1]))
        found = []
        for axis in (0, 1):
            first, last, count = region[axis], region[axis + 2], self.preprocessing.size[axis]
            at = np.floor(first + (np.arange(count) + 0.5) * (last - first) / count).astype(np.intp)
            found.append((at.clip(0, shape[axis] - 1), (at >= 0) & (at < shape[axis])))
        return found
