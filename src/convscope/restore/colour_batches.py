"""Batches of grey photos for a colorizer, whose labels are their colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import Dataset

from convscope.datasets.augmentation import Augmenter
from convscope.datasets.batches import LabelledBatch
from convscope.datasets.dataset import Item
from convscope.images.lab import lab_of
from convscope.images.resizing import resized
from convscope.network.task.colours import Colours, colour_weights
from convscope.restore.hints import painted, pretended

# A place of the labels is so many pixels high and wide.
_STRIDE = 4
# The shorter side of a photo is at most so many times a crop's.
_LARGER = 1.4
# The side at which the colours of the photos are counted.
_COUNTED = 64


@dataclass(frozen=True, eq=False)
class ColourBatches(Dataset[Any]):
    """Batches of crops of photos, which nearly fill them: their lightness as grey with hints, and their a and b.

    What is cut out and hinted at depends on the seed, the epoch and the index alone; for validation it is the middle,
    without hints.

    Attributes:
        photos: of any size.
        size: (rows, columns) of a crop, multiples of 4.
        augmenter: changes them, if they are for training.
    """

    photos: Sequence[Item]
    size: tuple[int, int]
    augmenter: Augmenter | None = None

    @property
    def items(self) -> Sequence[Item]:
        """The photos in their order."""
        return self.photos

    def __len__(self) -> int:
        return len(self.photos)

    def __getitems__(self, places: Sequence[tuple[int, int]]) -> LabelledBatch:
        """The batch of (epoch, index) pairs: grey pictures, and labels (N, 2, rows / 4, columns / 4)."""
        indices = [index for _, index in places]
        if self.augmenter is None:
            crops = [_cut(self.photos[index].photo().pixels, self.size, 1.0, (0.5, 0.5)) for index in indices]
            return _batch([(lab_of(crop), np.zeros(self.size, np.float32)) for crop in crops], indices)
        generators = [np.random.default_rng([self.augmenter.seed, *place]) for place in places]
        crops = [
            _cut(
                self.photos[index].photo().pixels,
                self.size,
                generator.uniform(1, _LARGER),
                (generator.random(), generator.random()),
            )
            for index, generator in zip(indices, generators, strict=True)
        ]
        pixels = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2)
        pixels = self.augmenter.pictures(pixels, places[0][0], indices)
        labs = [lab_of(one) for one in pixels.permute(0, 2, 3, 1).numpy()]
        pairs = zip(labs, generators, strict=True)
        return _batch([(lab, pretended(lab[..., 1:], generator)) for lab, generator in pairs], indices)


def weights_of(photos: Sequence[Item], task: Colours) -> Tensor:
    """How much a place of each colour counts, from those of small copies of photos; see `colour_weights`."""
    total = torch.zeros(len(task.labels))
    for item in photos:
        crop = _cut(item.photo().pixels, (_COUNTED, _COUNTED), 1.0, (0.5, 0.5))
        total += task.shares(torch.from_numpy(lab_of(crop)[..., 1:]).permute(2, 0, 1)[None])
    return colour_weights(total / total.sum())


def _cut(
    pixels: NDArray[np.uint8], size: tuple[int, int], larger: float, where: tuple[float, float]
) -> NDArray[np.uint8]:
    """A part (rows, columns, 3) of a photo that is resized until it is just so many times larger than the part.

    Args:
        pixels: of the photo.
        size: of the part.
        larger: at least 1.
        where: of the room above, and on the left, the share that is left out.
    """
    factor = larger * max(side / own for side, own in zip(size, pixels.shape[:2], strict=True))
    rows, columns = (max(side, round(factor * own)) for side, own in zip(size, pixels.shape[:2], strict=True))
    whole = resized(pixels.astype(np.float32), (rows, columns), "bilinear")
    top, left = round(where[0] * (rows - size[0])), round(where[1] * (columns - size[1]))
    return np.rint(whole[top : top + size[0], left : left + size[1]]).clip(0, 255).astype(np.uint8)


def _batch(
    seen: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]], indices: Sequence[int]
) -> LabelledBatch:
    """Pictures and labels, from the colours of photos and where they are hinted at."""
    pictures = np.stack([painted(lab[..., 0], lab[..., 1:], where) for lab, where in seen])
    ab = torch.from_numpy(np.stack([lab[..., 1:] for lab, _ in seen])).permute(0, 3, 1, 2)
    return LabelledBatch(
        torch.from_numpy(pictures).permute(0, 3, 1, 2), F.avg_pool2d(ab, _STRIDE), torch.tensor(indices)
    )
