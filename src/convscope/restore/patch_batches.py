"""Batches of photos for a restorer: patches to learn from, and the middles of photos to validate on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from convscope.datasets.augmentation import Augmenter
from convscope.datasets.batches import LabelledBatch
from convscope.datasets.dataset import Item
from convscope.restore.degradations import Degradation
from convscope.restore.targets import Target, seen_and_wanted

# Patches of a photo in an epoch.
PATCHES = 8
# The side of what is validated of a photo, at most.
_MIDDLE = 192


@dataclass(frozen=True, eq=False)
class PatchBatches(Dataset[Any]):
    """Batches of patches, `PATCHES` of each photo an epoch; the labels are what they shall become.

    Where a patch lies, and what is done to it, depends on the augmenter's seed, the epoch and its index alone.

    Attributes:
        photos: to learn from, none with a side shorter than a patch.
        degradation: what is done to them.
        augmenter: gives the size of the patches, and changes them before that.
        target: what they shall become.
    """

    photos: Sequence[Item]
    degradation: Degradation
    augmenter: Augmenter
    target: Target = "clean"

    @property
    def items(self) -> tuple[Item, ...]:
        """The photo of each patch."""
        return tuple(photo for photo in self.photos for _ in range(PATCHES))

    def __len__(self) -> int:
        return PATCHES * len(self.photos)

    def __getitems__(self, places: Sequence[tuple[int, int]]) -> LabelledBatch:
        """The batch of (epoch, index) pairs."""
        generators = [np.random.default_rng([self.augmenter.seed, *place]) for place in places]
        cut = [
            _patch(self.photos[index // PATCHES].pixels(), self.augmenter.size, generator)
            for (_, index), generator in zip(places, generators, strict=True)
        ]
        pixels = torch.from_numpy(np.stack(cut)).permute(0, 3, 1, 2)
        indices = [index for _, index in places]
        if places:
            pixels = self.augmenter.pictures(pixels, places[0][0], indices)
        clean = pixels.permute(0, 2, 3, 1).numpy()
        return _batch(clean, self.degradation, self.target, generators, indices)


@dataclass(frozen=True, eq=False)
class MiddleBatches(Dataset[Any]):
    """The middle of each photo, at most 192 x 192, always with the same noise.  A batch is a single one.

    Attributes:
        photos: to validate on.
        degradation: what is done to them.
        seed: of that.
        target: what they shall become.
    """

    photos: Sequence[Item]
    degradation: Degradation
    seed: int
    target: Target = "clean"

    @property
    def items(self) -> Sequence[Item]:
        """The photos in their order."""
        return self.photos

    def __len__(self) -> int:
        return len(self.photos)

    def __getitems__(self, places: Sequence[tuple[int, int]]) -> LabelledBatch:
        """The batch of (epoch, index) pairs, whose photos must be of one size; the epoch changes nothing."""
        indices = [index for _, index in places]
        cut = [_middle(self.photos[index].pixels(), self.degradation.scale) for index in indices]
        generators = [np.random.default_rng([self.seed, index]) for index in indices]
        return _batch(np.stack(cut), self.degradation, self.target, generators, indices)


def _patch(
    pixels: NDArray[np.uint8], size: tuple[int, int], generator: np.random.Generator
) -> NDArray[np.uint8]:
    starts = [
        int(generator.integers(length - side + 1))
        for side, length in zip(size, pixels.shape[:2], strict=True)
    ]
    return pixels[starts[0] : starts[0] + size[0], starts[1] : starts[1] + size[1]]


def _middle(pixels: NDArray[np.uint8], scale: int) -> NDArray[np.uint8]:
    sides = [min(length, _MIDDLE) // scale * scale for length in pixels.shape[:2]]
    starts = [(length - side) // 2 for length, side in zip(pixels.shape[:2], sides, strict=True)]
    return pixels[starts[0] : starts[0] + sides[0], starts[1] : starts[1] + sides[1]]


def _batch(
    clean: NDArray[np.uint8],
    degradation: Degradation,
    target: Target,
    generators: Sequence[np.random.Generator],
    indices: Sequence[int],
) -> LabelledBatch:
    """Degraded pictures on the scale of 0 to 255, and wanted ones on that of 0 to 1, both (N, C, rows, columns)."""
    pairs = [
        seen_and_wanted(one, degradation, target, generator)
        for one, generator in zip(clean, generators, strict=True)
    ]
    seen, wanted = (torch.from_numpy(np.stack(each)).permute(0, 3, 1, 2) for each in zip(*pairs, strict=True))
    return LabelledBatch(seen, wanted / 255, torch.tensor(indices))
