"""What each photo makes of each unit of a layer, in a few numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from numpy.typing import NDArray

# Values that are read several times while they lie in a processor's cache.
_AT_ONCE = 2**20


@dataclass(frozen=True, eq=False)
class PhotoValues:
    """The numbers of N photos and C units of a layer with P places.

    Attributes:
        highest: (N, C) the highest value of all places.
        highest_at: (N, C) the place of it, the first of several; places are counted row after row.
        lowest: (N, C) the lowest value.
        lowest_at: (N, C) the place of it.
        mean: (N, C) over the places.
        spread: (N, C) sum over the places of the squared difference from that mean.
        active: (N, C) at how many places the value is above zero.
        drawn: (N, C) the value at a place that was drawn at random for each photo.
    """

    highest: NDArray[np.float32]
    highest_at: NDArray[np.int32]
    lowest: NDArray[np.float32]
    lowest_at: NDArray[np.int32]
    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    active: NDArray[np.uint32]
    drawn: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.highest)


def photo_values(values: NDArray[np.float32], draws: NDArray[np.uint64]) -> PhotoValues:
    """The numbers of some photos.

    Args:
        values: (N, C, P) activations.
        draws: (N,) a random number for each photo, by which a place is drawn.
    """
    size = max(1, _AT_ONCE // values[0].size)
    starts = range(0, len(values), size)
    return joined([_of_few(values[start : start + size], draws[start : start + size]) for start in starts])


def joined(parts: Sequence[PhotoValues]) -> PhotoValues:
    """The numbers of the photos of all parts, in their order."""
    names = [one.name for one in fields(PhotoValues)]
    return PhotoValues(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def _of_few(values: NDArray[np.float32], draws: NDArray[np.uint64]) -> PhotoValues:
    above = np.greater(values, 0)
    # PyTorch's mean is quicker, and its norm reads memory once, where NumPy's square and sum read and write it twice.
    mean = torch.from_numpy(values).mean(2).numpy()
    spread = torch.linalg.vector_norm(torch.from_numpy(values - mean[..., None]), dim=2).square().numpy()
    highest_at, lowest_at = values.argmax(2), values.argmin(2)
    places = (draws % np.uint64(values.shape[2])).astype(np.intp)
    return PhotoValues(
        highest=_at(values, highest_at),
        highest_at=highest_at.astype(np.int32),
        lowest=_at(values, lowest_at),
        lowest_at=lowest_at.astype(np.int32),
        mean=mean,
        spread=spread,
        active=np.add.reduce(above.view(np.uint8), axis=2, dtype=np.uint32),
        drawn=values[np.arange(len(values)), :, places],
    )


def _at(values: NDArray[np.float32], places: NDArray[np.intp]) -> NDArray[np.float32]:
    return np.take_along_axis(values, places[..., None], 2)[..., 0]
