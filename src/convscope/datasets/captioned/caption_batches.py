"""Batches of the features of photos, each with one of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import Dataset

from convscope.datasets.batches import LabelledBatch
from convscope.datasets.dataset import Item


@dataclass(frozen=True, eq=False)
class CaptionBatches(Dataset[Any]):
    """Batches of features that are computed already.

    Attributes:
        features: (N, C, rows, columns) of the photos.
        items: whose features they are.
        words: of each photo its sentences, (sentences, length) int64; each epoch takes one after the other.
    """

    features: Tensor
    items: Sequence[Item]
    words: Sequence[Tensor]

    def __len__(self) -> int:
        return len(self.features)

    def __getitems__(self, places: Sequence[tuple[int, int]]) -> LabelledBatch:
        """The batch of (epoch, index) pairs."""
        indices = torch.tensor([index for _, index in places])
        told = [self.words[index][(epoch + index) % len(self.words[index])] for epoch, index in places]
        return LabelledBatch(self.features[indices].float(), torch.stack(told), indices)
