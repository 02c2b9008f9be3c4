"""Batches of decoded photos with what was annotated in them: boxes, or things with their masks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from convscope.datasets.augmentation import Augmenter
from convscope.datasets.batches import LabelledBatch
from convscope.datasets.dataset import Item
from convscope.datasets.pictures import Pictures

# Pictures and annotations, epoch and indices, and the first two as they are changed.
Moved = Callable[[Tensor, Tensor, int, Sequence[int]], tuple[Tensor, Tensor]]


class SeenAnnotations(Protocol):
    """Annotations of photos as a network sees them."""

    def taken(self, items: Sequence[Item]) -> NDArray[Any]:
        """(N, ...) of some photos."""
        ...

    def moved(self, augmenter: Augmenter) -> Moved:
        """How an augmenter moves them along with pictures."""
        ...


@dataclass(frozen=True, eq=False)
class AnnotatedBatches(Dataset[Any]):
    """Batches of decoded photos, whose labels are their annotations, see `SeenBoxes` and `SeenThings`.

    Attributes:
        pictures: decoded.
        annotations: of them.
        augmenter: changes both, if they are for training.
    """

    pictures: Pictures
    annotations: SeenAnnotations
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
        labels = torch.from_numpy(self.annotations.taken([self.items[index] for index in indices]))
        if self.augmenter is not None and places:
            pixels, labels = self.annotations.moved(self.augmenter)(pixels, labels, places[0][0], indices)
        return LabelledBatch(pixels, labels, torch.tensor(indices, dtype=torch.int64))
