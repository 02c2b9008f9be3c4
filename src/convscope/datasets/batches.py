"""Batches of a training: order and augmentation follow from seed and epoch, so that any can be made again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from convscope.datasets.augmentation import Augmenter
from convscope.datasets.dataset import Item
from convscope.datasets.pictures import Pictures


class LabelledBatch(NamedTuple):
    """Pictures of a step with their labels.

    Attributes:
        pictures: (N, C, rows, columns) uint8 in channels_last, or features (N, F).
        labels: (N,) classes, boxes (N, most, 5), or maps (N, rows, columns) of classes or
            (N, layers, rows, columns) of things.
        indices: (N,) of the items among the split's.
    """

    pictures: Tensor
    labels: Tensor
    indices: Tensor


class Batches(Protocol):
    """What batches are taken from; PyTorch's loader asks it for those of (epoch, index) pairs."""

    @property
    def items(self) -> Sequence[Item]:
        """The items in their order."""
        ...

    def __len__(self) -> int: ...

    def __getitems__(self, places: Sequence[tuple[int, int]]) -> LabelledBatch:
        """The batch of (epoch, index) pairs."""
        ...


@dataclass(frozen=True, eq=False)
class PictureBatches(Dataset[Any]):
    """Batches of decoded pictures.

    Attributes:
        pictures: decoded.
        augmenter: changes them, if they are for training.
    """

    pictures: Pictures
    augmenter: Augmenter | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """The items in their order."""
        return self.pictures.items

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitems__(self, places: Sequence[tuple[int, int]]) -> LabelledBatch:
        """The batch of (epoch, index) pairs."""
        indices = np.array([index for _, index in places], np.int64)
        # (N, rows, columns, C) in memory is channels_last of (N, C, rows, columns).
        pixels = torch.from_numpy(self.pictures.take(indices)).permute(0, 3, 1, 2)
        if self.augmenter is not None and places:
            pixels = self.augmenter.pictures(pixels, places[0][0], indices.tolist())
        labels = torch.from_numpy(self._labels[indices])
        return LabelledBatch(pixels, labels, torch.from_numpy(indices))

    @cached_property
    def _labels(self) -> NDArray[np.int64]:
        return self.pictures.labels


@dataclass(frozen=True, eq=False)
class FeatureBatches(Dataset[Any]):
    """Batches of features that are computed already.

    Attributes:
        features: (N, views, F); each epoch takes one of a picture's views after the other.
        items: (N,) whose pictures they are of.
    """

    features: Tensor
    items: Sequence[Item]

    def __len__(self) -> int:
        return len(self.features)

    def __getitems__(self, places: Sequence[tuple[int, int]]) -> LabelledBatch:
        """The batch of (epoch, index) pairs."""
        indices = torch.tensor([index for _, index in places])
        views = torch.tensor([(epoch + index) % self.features.shape[1] for epoch, index in places])
        return LabelledBatch(self.features[indices, views], self._labels[indices], indices)

    @cached_property
    def _labels(self) -> Tensor:
        return torch.tensor([item.label for item in self.items])


class Loader:
    """Batches of one epoch after the other, from any step of any epoch on.

    An iteration goes on from what was reached.  All processes of a distributed training walk through the same
    global batches, each taking its share; an incomplete last batch is left out, as another epoch has other pictures
    in it.
    """

    def __init__(
        self,
        data: Batches,
        batch_size: int,
        seed: int,
        *,
        rank: int = 0,
        world: int = 1,
        workers: int = 0,
    ) -> None:
        """Take batches of ``batch_size`` over all processes; it is divided evenly among them."""
        self.data, self.seed, self.rank, self.world, self.workers = data, seed, rank, world, workers
        self.batch_size = min(batch_size, len(data) // world * world)
        self._reached = (0, 0)

    def __len__(self) -> int:
        return len(self.data) // self.batch_size

    def __iter__(self) -> Iterator[LabelledBatch]:
        epoch, start = self._reached
        loader: DataLoader[Any] = DataLoader(
            cast(Any, self.data),
            batch_sampler=self._places(epoch, start),
            num_workers=self.workers,
            collate_fn=_itself,
        )
        yield from loader

    def _places(self, epoch: int, start: int) -> list[list[tuple[int, int]]]:
        order = np.random.default_rng([self.seed, epoch]).permutation(len(self.data)).tolist()
        size = self.batch_size
        return [
            [(epoch, index) for index in order[step * size : (step + 1) * size][self.rank :: self.world]]
            for step in range(start, len(self))
        ]

    @property
    def position(self) -> tuple[int, int]:
        """Epoch and step with which the next iteration begins."""
        return self._reached

    def move(self, epoch: int, step: int) -> None:
        """Note that ``step`` steps of an epoch are done."""
        self._reached = (epoch, step) if step < len(self) else (epoch + 1, 0)


def in_order(data: Batches, batch_size: int, rank: int = 0, world: int = 1) -> DataLoader[Any]:
    """All items once and in their order, the share of one process of several."""
    places = [(0, index) for index in range(len(data))][rank::world]
    batches = [places[start : start + batch_size] for start in range(0, len(places), batch_size)]
    return DataLoader(cast(Any, data), batch_sampler=batches, collate_fn=_itself)


def _itself(batch: Any) -> Any:
    return batch
