"""The photos on which each unit gets highest, or lowest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

NO_PHOTO = -1


@dataclass(frozen=True, eq=False)
class Exemplars:
    """The k best photos of each of C units, best first.

    Many photos reach the very same value where a rectifier cuts it off, at 0 or at 6.  Of those the photo with the
    higher mean over all places is the better one (the lower mean, for the lowest values), then the first.

    Attributes:
        photos: (C, k) numbers of the photos, `NO_PHOTO` where there are fewer than k.
        values: (C, k) what the unit reaches; NaN where there is no photo.
        means: (C, k) the unit's mean over all places of the photo.
        places: (C, k) where in its layer, counted row after row.
        sign: 1 for the highest values, -1 for the lowest.
    """

    photos: NDArray[np.int64]
    values: NDArray[np.float32]
    means: NDArray[np.float32]
    places: NDArray[np.int32]
    sign: int


def exemplars(
    photos: NDArray[np.int64],
    values: NDArray[np.float32],
    means: NDArray[np.float32],
    places: NDArray[np.int32],
    sign: int,
    count: int,
) -> Exemplars:
    """The best of some photos.

    Args:
        photos: (N,) their numbers.
        values: (N, C) the highest value of each unit on each photo, or the lowest.
        means: (N, C) over all places.
        places: (N, C) where.
        sign: 1 for the highest values, -1 for the lowest.
        count: how many to keep, k.
    """
    numbers = np.broadcast_to(photos, values.T.shape)
    if len(photos) > count:
        best = _best_places(np.ascontiguousarray(values.T), np.ascontiguousarray(means.T), sign, count)
        numbers = np.take_along_axis(numbers, best, 1)
        values, means = np.take_along_axis(values, best.T, 0), np.take_along_axis(means, best.T, 0)
        places = np.take_along_axis(places, best.T, 0)
    return _best(numbers, values.T, means.T, places.T, sign, count)


def merged_exemplars(first: Exemplars, second: Exemplars) -> Exemplars:
    """The best of two."""
    photos, values, means, places = (
        np.concatenate([getattr(first, name), getattr(second, name)], axis=1)
        for name in ("photos", "values", "means", "places")
    )
    return _best(photos, values, means, places, first.sign, first.photos.shape[1])


def _best_places(
    values: NDArray[np.float32], means: NDArray[np.float32], sign: int, count: int
) -> NDArray[np.intp]:
    """(C, count) places of the best of (C, N) photos, ascending: those that sorting would put first, without it."""
    last = values.shape[1] - count
    value = sign * values
    worst = np.partition(value, last, axis=1)[:, last, None]
    # Whoever is better than the last that is kept is kept; of those that are as good, the ones with the better mean.
    rank = np.where(value == worst, sign * means, np.where(value > worst, np.inf, -np.inf).astype(np.float32))
    worst = np.partition(rank, last, axis=1)[:, last, None]
    kept = rank > worst
    alike = rank == worst
    kept |= alike & (np.cumsum(alike, axis=1) <= count - kept.sum(1, keepdims=True))
    return np.nonzero(kept)[1].reshape(-1, count)


def _best(
    photos: NDArray[np.int64],
    values: NDArray[np.float32],
    means: NDArray[np.float32],
    places: NDArray[np.int32],
    sign: int,
    count: int,
) -> Exemplars:
    # The last key counts most; NaN, which stands where no photo is, is sorted behind all numbers.
    order = np.lexsort((photos, -sign * means, -sign * values), axis=1)[:, :count]
    missing = count - order.shape[1]

    def kept(array: NDArray[Any], nothing: float) -> NDArray[Any]:
        best = np.take_along_axis(array, order, 1)
        return np.pad(best, ((0, 0), (0, missing)), constant_values=nothing)

    return Exemplars(kept(photos, NO_PHOTO), kept(values, np.nan), kept(means, np.nan), kept(places, 0), sign)
