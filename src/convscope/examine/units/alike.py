"""Which other units of its layer a unit is like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.examine.summaries import LayerSummary
from convscope.examine.summaries.exemplars import NO_PHOTO


@dataclass(frozen=True)
class AlikeUnit:
    """Another unit.

    Attributes:
        unit: its number.
        correlation: of the highest values over the scan's sample of photos.
        shared: how many exemplars both have.
    """

    unit: int
    correlation: float
    shared: int


def alike_units(
    summary: LayerSummary, unit: int, *, most: int = 6, sharing: int = 3
) -> tuple[AlikeUnit, ...]:
    """The units with the highest correlation, highest first, then others that share most exemplars.

    None for a unit that is the same on all photos.
    """
    highest = summary.sample.highest.astype(np.float64)
    centred = highest - highest.mean(0)
    lengths = np.linalg.norm(centred, axis=0)
    if not lengths[unit]:
        return ()
    products = centred.T @ centred[:, unit]
    correlation = products / np.where(lengths > 0, lengths * lengths[unit], np.inf)
    correlation[unit] = -np.inf
    photos = summary.strongest.photos
    own = {*photos[unit].tolist()} - {NO_PHOTO}
    shared = np.isin(photos, list(own)).sum(1)
    shared[unit] = 0
    order = np.argsort(-correlation, kind="stable")[: min(most, len(correlation) - 1)].tolist()
    others = [n for n in np.argsort(-shared, kind="stable").tolist() if shared[n] and n not in order]
    return tuple(AlikeUnit(n, float(correlation[n]), int(shared[n])) for n in [*order, *others[:sharing]])
