"""Outliers: photos of a scan that are far from all others."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets import Item
from convscope.errors import ScanError
from convscope.examine.neighbours.search import nearest_others, unit_vectors
from convscope.examine.neighbours.thumbnails import thumbnail
from convscope.examine.scans.reopening import items_of_scan
from convscope.examine.scans.scan import Scan
from convscope.record import Recorded, recorded
from convscope.render import contact_sheet
from convscope.render.notebook import Displayed, fragments

_FEWEST, _SHOWN = 10, 36
# A normal density has its quartiles 0.6745 standard deviations from the middle.
_QUARTILE = 0.6745


@dataclass(frozen=True)
class Outlier:
    """A photo that is far from all others.

    Attributes:
        photo: its name.
        label: of its class; None where nobody labelled it.
        distance: mean distance, 1 - cosine, to its nearest others.
        z: by how many standard deviations that lies above the median, robustly.
    """

    photo: str
    label: str | None
    distance: float
    z: float


@dataclass(frozen=True, eq=False, repr=False)
class Outliers(Recorded, Displayed):
    """The outliers of a scan.

    Attributes:
        scan: its name.
        layer: whose vectors were compared.
        outliers: the farthest first.
        median: of the distances of all photos.
        items: the outliers' pictures.
    """

    scan: str
    layer: str
    outliers: tuple[Outlier, ...]
    median: float
    items: tuple[Item, ...] = field(repr=False)

    def document(self) -> dict[str, Any]:
        """The outliers in plain values."""
        return {
            "scan": self.scan,
            "layer": self.layer,
            "median": self.median,
            "outliers": [asdict(one) for one in self.outliers],
        }

    def picture(self) -> Image.Image | None:
        """The farthest; None where there is none."""
        if not self.outliers:
            return None
        return contact_sheet(
            [thumbnail(item.photo()) for item in self.items[:_SHOWN]],
            [f"{one.z:.1f} {one.label or ''}".strip() for one in self.outliers[:_SHOWN]],
        )

    def _line(self) -> str:
        return f"{len(self.outliers)} outliers in {self.scan}"

    def _fragments(self) -> Sequence[str]:
        picture = self.picture()
        return [
            "" if picture is None else fragments.picture(picture),
            fragments.table(
                ["photo", "class", "distance", "z"],
                [(one.photo, one.label, one.distance, one.z) for one in self.outliers],
            ),
        ]

    def _preview(self) -> Image.Image | None:
        return self.picture()


@recorded()
def outliers(
    scan: str | os.PathLike[str] | Scan, *, layer: str | None = None, nearest: int = 5, z: float = 3.5
) -> Outliers:
    """Find photos of a scan that are far from all others, by what a layer makes of them.

    The distance of a photo is the mean of 1 - cosine over its nearest others (Angiulli and Pizzuti 2002).  It is
    called an outlier where the modified z-score 0.6745 (distance - median) / MAD is above 3.5, as Iglewicz and
    Hoaglin (1993) advise; MAD is the median of |distance - median|, which outliers cannot draw away.  Foreign photos
    that are more than ``nearest``, and alike, hide each other.

    Args:
        scan: the scan, its name or its folder.
        layer: whose vectors are compared; by default as in `convscope.similar`.
        nearest: how many others a photo is compared with.
        z: the score above which a photo is an outlier.

    Raises:
        ScanError: there is no such scan, it keeps no vectors of the layer, it has fewer than ten photos, or an
            outlier is gone or has changed.
    """
    if nearest < 1:
        raise ScanError(f"A photo is compared with one other or more, got {nearest}.")
    kept = scan if isinstance(scan, Scan) else Scan.open(scan)
    vectors = kept.vectors_or_scores(layer)
    if len(vectors.numbers) < _FEWEST:
        raise ScanError(
            f"Outliers need at least {_FEWEST} photos, got {len(vectors.numbers)}.", "Scan more photos."
        )
    _, cosines = nearest_others(unit_vectors(vectors.values), nearest)
    distances = 1 - cosines.astype(float).mean(1)
    scores = modified_z(distances)
    rows = [row for row in np.argsort(-scores, kind="stable").tolist() if scores[row] > z]
    numbers = vectors.numbers[rows].tolist()
    found = tuple(
        Outlier(kept.photo(number).name, kept.photo(number).label, float(distances[row]), float(scores[row]))
        for row, number in zip(rows, numbers, strict=True)
    )
    return Outliers(
        kept.name, vectors.layer, found, float(np.median(distances)), tuple(items_of_scan(kept, numbers))
    )


def modified_z(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many standard deviations values lie above their median, by the median absolute deviation.

    Where more than half are equal, so that this is 0, those that differ are infinitely far.
    """
    above = values - np.median(values)
    deviation = float(np.median(np.abs(above)))
    if deviation == 0:
        return np.where(above == 0, 0.0, np.copysign(np.inf, above))
    found: NDArray[np.float64] = _QUARTILE * above / deviation
    return found
