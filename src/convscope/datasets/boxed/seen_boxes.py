"""Boxes as a network sees them: in pixels of its input, in one tensor for a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.annotated_batches import Moved
from convscope.datasets.augmentation import Augmenter
from convscope.datasets.boxed.boxed_dataset import BoxedDataset, BoxedPhoto
from convscope.datasets.boxed.photo_size import photo_size
from convscope.datasets.dataset import Dataset, Item
from convscope.images import Preprocessing

# What a photo's boxes are filled up with, so that those of a batch are one tensor.
NOTHING = -1.0


@dataclass(frozen=True, eq=False)
class SeenBoxes:
    """The boxes of photos, crowds left out.

    Attributes:
        of: by the photo's name (n, 5 or more) left, top, right and bottom in pixels of the input, the class, and
            whatever else is known of each.
    """

    of: Mapping[str, NDArray[np.float32]]

    def taken(self, items: Sequence[Item]) -> NDArray[np.float32]:
        """(N, most, 5 or more) of some photos, filled up with -1; there is at least one row."""
        each = [self.of[item.name] for item in items]
        together = np.full((len(each), max([1, *map(len, each)]), each[0].shape[1]), NOTHING, np.float32)
        for place, boxes in enumerate(each):
            together[place, : len(boxes)] = boxes
        return together

    def moved(self, augmenter: Augmenter) -> Moved:
        """How it moves boxes along with pictures."""
        return augmenter.boxed


def pictures_of(boxed: BoxedDataset) -> Dataset:
    """The photos by themselves, as one class, in the same splits."""
    splits = {
        split: tuple(Item(photo.name, 0, photo.source) for photo in photos)
        for split, photos in boxed.splits.items()
    }
    return Dataset(boxed.name, ("photo",), splits)


def seen_boxes(boxed: BoxedDataset, preprocessing: Preprocessing) -> SeenBoxes:
    """The boxes of all photos that can be read as a network sees them.

    What lies outside the photo is cut off, and a box without area is left out.
    """
    found = {}
    for photo in boxed.photos:
        size = photo_size(photo.source.content(photo.name))
        if size is not None:
            found[photo.name] = _seen(photo, size, preprocessing)
    return SeenBoxes(found)


def inside(boxes: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float64]:
    """Boxes (n, 4 or more) cut off at the edges of a photo, without those that have no area there.

    Args:
        boxes: left, top, right and bottom in pixels of the photo, and whatever else belongs to each.
        size: (rows, columns) of the photo.
    """
    cut = boxes.copy()
    cut[:, [0, 2]] = cut[:, [0, 2]].clip(0, size[1])
    cut[:, [1, 3]] = cut[:, [1, 3]].clip(0, size[0])
    return cut[(cut[:, 2] > cut[:, 0]) & (cut[:, 3] > cut[:, 1])]


def notes_on_boxes(photos: Sequence[BoxedPhoto]) -> list[str]:
    """That boxes without area are left out, and where the first of them is written; nothing where all have some."""
    empty = [box.where for photo in photos for box in photo.boxes if not box.area]
    return [f"boxes without area are left out: {len(empty):,}, the first in {empty[0]}"] if empty else []


def _seen(photo: BoxedPhoto, size: tuple[int, int], preprocessing: Preprocessing) -> NDArray[np.float32]:
    rows = [(*one.box, one.label) for one in photo.boxes if not one.is_crowd]
    boxes = np.array(rows, np.float64).reshape(-1, 5)
    boxes = inside(boxes, size)
    top, left, bottom, right = preprocessing.region_of(size)
    row, column = preprocessing.size[0] / (bottom - top), preprocessing.size[1] / (right - left)
    boxes[:, [0, 2]] = (boxes[:, [0, 2]] - left) * column
    boxes[:, [1, 3]] = (boxes[:, [1, 3]] - top) * row
    return boxes.astype(np.float32)
