"""Things as a network sees them: where its input shows each of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.annotated_batches import Moved
from convscope.datasets.augmentation import Augmenter
from convscope.datasets.dataset import Item
from convscope.datasets.masked.coding import Coding
from convscope.datasets.masked.marks import MarkedThings
from convscope.datasets.masked.mask_examination import check_size
from convscope.datasets.masked.masked_dataset import MaskedDataset, MaskedPhoto
from convscope.detection.numbered import PER_CLASS
from convscope.images import Preprocessing
from convscope.progress import Progress


class CheckedThings(NamedTuple):
    """What is known of things that were read once.

    Attributes:
        fingerprint: changes when one of their masks or classes does.
        counts: (classes,) how many there are of each class in the training photos, crowds left out.
    """

    fingerprint: str
    counts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SeenThings:
    """The things of photos, whose masks are read whenever they are asked for; crowds are left out.

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
        """The things (N, most layers, rows, columns) of some photos, as `boxes_of_numbers` takes them.

        Numbers of those that the input shows are without gaps; the classes are those of the masks but the background.

        Raises:
            ImageError: a mask cannot be read.
        """
        each = [self._seen(self._things(self.photos[item.name])) for item in items]
        together = np.zeros((len(each), max(map(len, each)), *self.preprocessing.size), np.int32)
        for place, layers in enumerate(each):
            together[place, : len(layers)] = layers
        return together

    def moved(self, augmenter: Augmenter) -> Moved:
        """How it moves things along with pictures; places that come in from outside are -1."""
        return augmenter.masked

    def check(self, splits: Mapping[str, Sequence[Item]], progress: Progress) -> CheckedThings:
        """Read the masks of the photos of some splits once.

        Raises:
            ImageError: a mask cannot be read, or does not belong to its photo.
            Cancelled: somebody asked to stop.
        """
        total, counts = hashlib.sha256(), np.zeros(len(self.coding.names), np.int64)
        of_split = [(split, item) for split, items in splits.items() for item in items]
        for number, (split, item) in enumerate(of_split, 1):
            photo = self.photos[item.name]
            rows, columns = photo.pixels().shape[:2]
            things = self._things(photo)
            check_size(photo, (rows, columns), things.layers.shape[1:])
            total.update(f"{item.name}\0".encode() + things.layers.tobytes() + things.labels.tobytes())
            if split == "train":
                counts += np.bincount(things.labels[~things.crowds], minlength=len(counts))
            progress.step(number, len(of_split), what="reading masks")
            progress.check()
        return CheckedThings(total.hexdigest()[:16], counts[1:])

    def _things(self, photo: MaskedPhoto) -> MarkedThings:
        things = photo.marks(self.coding).things
        assert things is not None
        return things

    def _seen(self, things: MarkedThings) -> NDArray[np.int32]:
        """(layers, rows, columns) of what the input shows of a photo's things."""
        (rows, inside_rows), (columns, inside_columns) = self._places(things.layers.shape[1:])
        seen = things.layers[:, rows[:, None], columns] * np.outer(inside_rows, inside_columns)
        shown = np.bincount(seen.ravel(), minlength=len(things.labels) + 1)[1:] > 0
        shown &= ~things.crowds
        values = np.zeros(len(shown) + 1, np.int32)
        values[1:][shown] = np.arange(1, shown.sum() + 1) + PER_CLASS * (things.labels[shown] - 1)
        return values[seen]

    def _places(self, shape: tuple[int, ...]) -> list[tuple[NDArray[np.intp], NDArray[np.bool_]]]:
        """Of each axis the place of the mask that a place of the input shows, and whether there is one."""
        region = self.preprocessing.region_of((shape[0], shape[1]))
        found = []
        for axis in (0, 1):
            first, last, count = region[axis], region[axis + 2], self.preprocessing.size[axis]
            at = np.floor(first + (np.arange(count) + 0.5) * (last - first) / count).astype(np.intp)
            found.append((at.clip(0, shape[axis] - 1), (at >= 0) & (at < shape[axis])))
        return found
