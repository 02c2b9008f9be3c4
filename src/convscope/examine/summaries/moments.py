"""Mean, variance, extremes and activity of each unit over all places of all photos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.examine.summaries.photo_values import PhotoValues


@dataclass(frozen=True, eq=False)
class Moments:
    """The figures of each of C units.

    Attributes:
        photos: how many photos.
        places: how many values of each unit, over all photos.
        mean: (C,) of the values.
        spread: (C,) sum of the squared differences from the mean.
        highest: (C,) of all values.
        lowest: (C,) of all values.
        active_places: (C,) how many values are above zero.
        active_photos: (C,) on how many photos one is.
    """

    photos: int
    places: int
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    highest: NDArray[np.float32]
    lowest: NDArray[np.float32]
    active_places: NDArray[np.int64]
    active_photos: NDArray[np.int64]

    @property
    def variance(self) -> NDArray[np.float64]:
        """(C,) of the values, divided by their number."""
        return self.spread / self.places


def moments(found: PhotoValues, places: int) -> Moments:
    """The figures of some photos; ``places`` is how many a photo has."""
    means = found.mean.astype(np.float64)
    mean = means.mean(0)
    # The sum of squares about the whole's mean is that about each photo's own and that of the photos' means.
    spread = found.spread.sum(0, dtype=np.float64) + places * np.square(means - mean).sum(0)
    return Moments(
        photos=len(found),
        places=len(found) * places,
        mean=mean,
        spread=spread,
        highest=found.highest.max(0),
        lowest=found.lowest.min(0),
        active_places=found.active.sum(0, dtype=np.int64),
        active_photos=(found.active > 0).sum(0, dtype=np.int64),
    )


def merged_moments(first: Moments, second: Moments) -> Moments:
    """The figures of the photos of both (Chan, Golub and LeVeque 1979)."""
    places = first.places + second.places
    difference = second.mean - first.mean
    return Moments(
        photos=first.photos + second.photos,
        places=places,
        mean=first.mean + difference * (second.places / places),
        spread=first.spread + second.spread + np.square(difference) * (first.places * second.places / places),
        highest=np.maximum(first.highest, second.highest),
        lowest=np.minimum(first.lowest, second.lowest),
        active_places=first.active_places + second.active_places,
        active_photos=first.active_photos + second.active_photos,
    )
