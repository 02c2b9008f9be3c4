"""What units make of one photo, beside what they make of a scan's photos where there is one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.examine.summaries.sample import Sample
from convscope.examine.units.distribution import Distribution, distribution


@dataclass(frozen=True)
class UnitOnPhoto:
    """What a unit makes of a photo.

    Attributes:
        highest: its highest value.
        place: of the highest value in its map, counted row after row.
        lowest: its lowest value.
        mean: over all places.
        active: share of the places at which it is above zero.
        distribution: of its values.
        below: share of a scan's sampled photos on which it stays below its highest value here; None without a scan.
    """

    highest: float
    place: int
    lowest: float
    mean: float
    active: float
    distribution: Distribution
    below: float | None


@dataclass(frozen=True)
class RespondingUnit:
    """A unit that responds to a photo.

    Attributes:
        unit: its number.
        value: its highest value.
        place: of that in its map, counted row after row.
        deviation: by how many standard deviations of its highest values on a scan's sampled photos it lies above
            their mean; None without a scan.
        below: see `UnitOnPhoto`.
    """

    unit: int
    value: float
    place: int
    deviation: float | None
    below: float | None


def unit_on_photo(values: NDArray[np.float32], unit: int, sample: Sample | None = None) -> UnitOnPhoto:
    """What a unit makes of a photo.

    Args:
        values: (C, places) of its layer.
        unit: its number.
        sample: what a scan knows of the layer, (M, C).
    """
    own = values[unit]
    highest = float(own.max())
    return UnitOnPhoto(
        highest=highest,
        place=int(own.argmax()),
        lowest=float(own.min()),
        mean=float(own.mean(dtype=np.float64)),
        active=float((own > 0).mean()),
        distribution=distribution(own),
        below=None if sample is None else float((sample.highest[:, unit] < highest).mean()),
    )


def responding_units(
    values: NDArray[np.float32], sample: Sample | None = None, most: int = 12
) -> tuple[RespondingUnit, ...]:
    """The units that respond most to a photo, the first the most.

    With a scan a unit's highest value is compared with those on the scan's sampled photos, in their standard
    deviations, so that units that are high on everything do not come first; a unit that is the same on all of them
    comes last.  Without one the highest value itself decides.

    Args:
        values: (C, places) of a layer.
        sample: what a scan knows of the layer, (M, C).
        most: how many.
    """
    highest = values.max(1).astype(np.float64)
    deviations: NDArray[np.float64] | None = None
    if sample is not None:
        known = sample.highest.astype(np.float64)
        spread = known.std(0)
        deviations = np.divide(
            highest - known.mean(0), spread, out=np.full(len(highest), -np.inf), where=spread > 0
        )
    order = np.argsort(-(highest if deviations is None else deviations), kind="stable")[:most].tolist()
    return tuple(
        RespondingUnit(
            unit,
            float(highest[unit]),
            int(values[unit].argmax()),
            None if deviations is None or not np.isfinite(deviations[unit]) else float(deviations[unit]),
            None if sample is None else float((sample.highest[:, unit] < highest[unit]).mean()),
        )
        for unit in order
    )
