"""Batches of decoded photos with their boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset

from convscope.datasets.augmentation import Augmenter
from convscope.datasets.batches import LabelledBatch
from convscope.datasets.boxed.seen_boxes import SeenBoxes
from convscope.datasets.dataset import Item
from convscope.datasets.pictures import Pictures


@dataclass(frozen=True, eq=False)
class BoxBatches(Dataset[Any]):
    """Batches of decoded photos, whose labels are boxes (N, most, 5), see `SeenBoxes`.

    Attributes:
        pictures: decoded.
        boxes: in them.
        augmenter: changes both, if they are for training.
    """

    pictures: Pictures
    boxes: SeenBoxes
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
        boxes = torch.from_numpy(self.boxes.taken([self.items[index] for index in indices]))
        if self.augmenter is not None and places:
            pixels, boxes = self.augmenter.boxed(pixels, boxes, places[0][0], indices)
        return LabelledBatch(pixels, boxes, torch.from_numpy(np.array(indices, np.int64)))
