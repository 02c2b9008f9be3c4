"""Batches of texts, as rows of the numbers of their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import Dataset

from convscope.datasets.batches import LabelledBatch
from convscope.datasets.dataset import Item
from convscope.datasets.texts.text_source import text_of
from convscope.network.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class TextBatches(Dataset[Any]):
    """Batches of texts.

    Attributes:
        items: the texts in their order.
        words: (N, length) int64, the numbers of their words.
    """

    items: Sequence[Item]
    words: Tensor

    @classmethod
    def of(cls, items: Sequence[Item], vocabulary: Vocabulary, length: int) -> TextBatches:
        """The texts, each with so many words at most."""
        rows = [vocabulary.numbers(text_of(item), length) for item in items]
        return cls(items, torch.stack(rows))

    def __len__(self) -> int:
        return len(self.words)

    def __getitems__(self, places: Sequence[tuple[int, int]]) -> LabelledBatch:
        """The batch of (epoch, index) pairs."""
        indices = torch.tensor([index for _, index in places])
        labels = torch.tensor([self.items[index].label for _, index in places])
        return LabelledBatch(self.words[indices], labels, indices)
