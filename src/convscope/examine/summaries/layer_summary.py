"""All that is kept of one layer, over the photos of a shard or of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from convscope.examine.summaries.class_sums import ClassSums, class_sums, merged_class_sums
from convscope.examine.summaries.exemplars import Exemplars, exemplars, merged_exemplars
from convscope.examine.summaries.moments import Moments, merged_moments, moments
from convscope.examine.summaries.photo_values import PhotoValues
from convscope.examine.summaries.quantiles import Quantiles
from convscope.examine.summaries.sample import Sample, merged_samples, sample


@dataclass(frozen=True, eq=False)
class LayerSummary:
    """What C units made of many photos; its size does not depend on how many.

    Attributes:
        strongest: the photos with the highest values.
        weakest: the photos with the lowest.
        moments: mean, variance and activity over all places.
        quantiles: over the photos, of the highest values.
        classes: sums over the photos of each class, of the highest values.
        sample: a uniform random sample.
    """

    strongest: Exemplars
    weakest: Exemplars
    moments: Moments
    quantiles: Quantiles
    classes: ClassSums
    sample: Sample

    @property
    def units(self) -> int:
        """How many units the layer has, C."""
        return len(self.moments.mean)

    def quantiles_of(self, unit: int, ranks: Sequence[float]) -> tuple[float, ...]:
        """A unit's quantiles over the photos: exact where its strongest photos reach, else by the sketch."""
        values = self.quantiles.at(ranks)[unit].tolist()
        photos = self.moments.photos
        for place, rank in enumerate(ranks):
            above = photos - max(1, ceil(round(rank * photos, 6)))
            if above < self.strongest.values.shape[1]:
                values[place] = float(self.strongest.values[unit, above])
        return tuple(values)


def summary_of(
    found: PhotoValues,
    places: int,
    photos: NDArray[np.int64],
    labels: Sequence[str | None],
    priorities: NDArray[np.uint64],
    *,
    exemplars_kept: int,
    sampled: int,
) -> LayerSummary:
    """The summary of some photos.

    Args:
        found: their numbers.
        places: that the layer has.
        photos: (N,) numbers of the photos, ascending.
        labels: of the photos.
        priorities: (N,) numbers that decide who is sampled.
        exemplars_kept: of each unit.
        sampled: the most photos of the sample.
    """
    return LayerSummary(
        strongest=exemplars(photos, found.highest, found.mean, found.highest_at, 1, exemplars_kept),
        weakest=exemplars(photos, found.lowest, found.mean, found.lowest_at, -1, exemplars_kept),
        moments=moments(found, places),
        quantiles=Quantiles.of(found.highest),
        classes=class_sums(labels, found.highest),
        sample=sample(photos, priorities, labels, found, sampled),
    )


def merged(first: LayerSummary, second: LayerSummary) -> LayerSummary:
    """The summary of the photos of both."""
    return LayerSummary(
        strongest=merged_exemplars(first.strongest, second.strongest),
        weakest=merged_exemplars(first.weakest, second.weakest),
        moments=merged_moments(first.moments, second.moments),
        quantiles=first.quantiles.merged(second.quantiles),
        classes=merged_class_sums(first.classes, second.classes),
        sample=merged_samples(first.sample, second.sample),
    )
