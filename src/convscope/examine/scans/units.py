"""One unit of a scan: what it responds to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Exemplar:
    """A photo on which a unit gets high, or low.

    Attributes:
        photo: its name in the data set.
        number: of the photo in the scan.
        value: what the unit reaches.
        row: of its layer where it does; None where the unit is one number.
        column: likewise.
    """

    photo: str
    number: int
    value: float
    row: int | None
    column: int | None


@dataclass(frozen=True)
class ClassResponse:
    """What a unit makes of a class.

    Attributes:
        label: of the class.
        photos: of the class.
        mean: of the unit's highest values on them.
        auc: probability that it gets higher on a photo of the class than on one of another, estimated on the
            sample; None where fewer than five photos of the class, or of others, are in the sample.
    """

    label: str
    photos: int
    mean: float
    auc: float | None


@dataclass(frozen=True)
class ScannedUnit:
    """What a unit responds to.

    Attributes:
        address: such as ``blocks.4:12``.
        exemplars: the photos with the highest values, highest first.
        weakest: the photos with the lowest, lowest first.
        quantiles: over the photos, of the highest values, by share of the photos below.
        mean: over all places of all photos.
        variance: likewise.
        active_places: share of all places at which it is above zero.
        active_photos: share of the photos on which it is above zero somewhere.
        classes: what it makes of each class, the class first that it tells apart best.
    """

    address: str
    exemplars: tuple[Exemplar, ...]
    weakest: tuple[Exemplar, ...]
    quantiles: Mapping[float, float]
    mean: float
    variance: float
    active_places: float
    active_photos: float
    classes: tuple[ClassResponse, ...]

    def document(self) -> dict[str, Any]:
        """The unit in plain values."""
        return {
            "unit": self.address,
            "exemplars": [vars(one) for one in self.exemplars],
            "weakest": [vars(one) for one in self.weakest],
            "quantiles": {f"{rank:g}": value for rank, value in self.quantiles.items()},
            "mean": self.mean,
            "variance": self.variance,
            "active_places": self.active_places,
            "active_photos": self.active_photos,
            "classes": [vars(one) for one in self.classes],
        }
