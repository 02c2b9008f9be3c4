"""Batches of photos with masks: crops to learn from, and whole photos, in windows, to validate on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from convscope.datasets.augmentation import Augmenter
from convscope.datasets.batches import LabelledBatch
from convscope.datasets.dataset import Item
from convscope.datasets.masked import MaskedPhoto
from convscope.datasets.masked.coding import IGNORED
from convscope.images.tiles import starts
from convscope.segmentation.class_scores import seen_size
from convscope.segmentation.seen_masks import MaskReader

# The greatest side of a window, so that memory is bounded; a multiple of the strides of networks.
_WINDOW = 512


@dataclass(frozen=True, eq=False)
class CropBatches(Dataset[Any]):
    """Batches of crops, one of each photo an epoch; the labels are masks (N, rows, columns).

    Where a crop lies depends on the augmenter's seed, the epoch and the photo alone.

    Attributes:
        photos: to learn from.
        reader: of photos and masks.
        augmenter: gives the size of the crops, and changes them.
    """

    photos: Sequence[MaskedPhoto]
    reader: MaskReader
    augmenter: Augmenter

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The photos in their order."""
        return tuple(Item(photo.name, 0, photo.source) for photo in self.photos)

    def __len__(self) -> int:
        return len(self.photos)

    def __getitems__(self, places: Sequence[tuple[int, int]]) -> LabelledBatch:
        """The batch of (epoch, index) pairs."""
        indices = [index for _, index in places]
        crops = [self._crop(epoch, index) for epoch, index in places]
        pixels, masks = _stacked(crops)
        if places:
            pixels, masks = self.augmenter.masked(pixels, masks, places[0][0], indices)
        return LabelledBatch(pixels, masks, torch.tensor(indices))

    def _crop(self, epoch: int, index: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        pixels, classes = self.reader.read(self.photos[index])
        generator = np.random.default_rng([self.augmenter.seed, epoch, index])
        parts = []
        for side, length in zip(self.augmenter.size, classes.shape, strict=True):
            start = int(generator.integers(max(length - side, 0) + 1))
            parts.append(slice(start, start + side))
        cut = pixels[parts[0], parts[1]], classes[parts[0], parts[1]]
        return _filled(*cut, self.augmenter.size, self.reader.preprocessing.border or (0, 0, 0))


class Window(NamedTuple):
    """A part of a photo as it is seen, and where in it places are counted that no window before it has.

    Attributes:
        photo: index among the photos.
        rows: of the window.
        columns: likewise.
        first: row and column of the window from which on places count.
    """

    photo: int
    rows: slice
    columns: slice
    first: tuple[int, int]


@dataclass(frozen=True, eq=False)
class WindowBatches(Dataset[Any]):
    """Whole photos, in windows where they are large; each place counts once.  A batch is a single window.

    Attributes:
        photos: to validate on.
        sizes: (rows, columns) of each.
        reader: of photos and masks.
    """

    photos: Sequence[MaskedPhoto]
    sizes: Sequence[tuple[int, int]]
    reader: MaskReader

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Photo after photo."""
        return tuple(window for place in range(len(self.photos)) for window in self._of(place))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The photo of each window."""
        photos = [self.photos[window.photo] for window in self.windows]
        return tuple(Item(photo.name, 0, photo.source) for photo in photos)

    def __len__(self) -> int:
        return len(self.windows)

    def __getitems__(self, places: Sequence[tuple[int, int]]) -> LabelledBatch:
        """The batch of (epoch, index) pairs, whose windows must be of one size."""
        indices = [index for _, index in places]
        pixels, masks = _stacked([self._seen(self.windows[index]) for index in indices])
        return LabelledBatch(pixels, masks, torch.tensor(indices))

    def _of(self, place: int) -> Iterator[Window]:
        rows, columns = seen_size(self.reader.preprocessing.resize, self.sizes[place])
        below = 0
        for top in starts(rows, _WINDOW, 0):
            right = 0
            for left in starts(columns, _WINDOW, 0):
                ends = min(top + _WINDOW, rows), min(left + _WINDOW, columns)
                yield Window(place, slice(top, ends[0]), slice(left, ends[1]), (below - top, right - left))
                right = ends[1]
            below = min(top + _WINDOW, rows)

    def _seen(self, window: Window) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        pixels, classes = self.reader.read(self.photos[window.photo])
        mask = classes[window.rows, window.columns].copy()
        mask[: max(window.first[0], 0)] = IGNORED
        mask[:, : max(window.first[1], 0)] = IGNORED
        return pixels[window.rows, window.columns], mask


def _filled(
    pixels: NDArray[np.uint8], classes: NDArray[np.uint8], size: tuple[int, int], border: Sequence[int]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A crop that ends before its photo does, filled up below and at the right."""
    if classes.shape == size:
        return pixels, classes
    whole, mask = np.full((*size, 3), border, np.uint8), np.full(size, IGNORED, np.uint8)
    whole[: classes.shape[0], : classes.shape[1]] = pixels
    mask[: classes.shape[0], : classes.shape[1]] = classes
    return whole, mask


def _stacked(
    seen: Sequence[tuple[NDArray[np.uint8], NDArray[np.uint8]]],
) -> tuple[torch.Tensor, torch.Tensor]:
    """Pixels (N, 3, rows, columns) in channels_last and masks (N, rows, columns)."""
    pixels, masks = (np.stack([one[part] for one in seen]) for part in (0, 1))
    return torch.from_numpy(pixels).permute(0, 3, 1, 2), torch.from_numpy(masks)
