"""Batches of decoded photos with their numbered things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils.data import Dataset

from convscope.datasets.augmentation import Augmenter
from convscope.datasets.batches import LabelledBatch
from convscope.datasets.dataset import Item
from convscope.datasets.masked.seen_things import SeenThings
from convscope.datasets.pictures import Pictures


@dataclass(frozen=True, eq=False)
class ThingBatches(Dataset[Any]):
    """Batches of decoded photos, whose labels are the numbers (N, rows, columns) of their things, see `SeenThings`.

    Attributes:
        pictures: decoded.
        things: in them.
        augmenter: changes both, if they are for training; places that come in from outside are -1.
    """

    pictures: Pictures
    things: SeenThings
    augmenter: Augmenter | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """The photos in their order."""
        return self.pictures.items

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitems__(self, places: Sequence[tuple[int, int]]) -> LabelledBatch:
        """The batch of (epoch, index) pairs."""
        indices = [index for _, index in places]
        pixels = torch.from_numpy(self.pictures.take(indices)).permute(0, 3, 1, 2)
        numbers = torch.from_numpy(self.things.taken([self.items[index] for index in indices]))
        if self.augmenter is not None and places:
            pixels, numbers = self.augmenter.masked(pixels, numbers, places[0][0], indices)
        return LabelledBatch(pixels, numbers, torch.tensor(indices))
