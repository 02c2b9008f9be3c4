"""Training pictures that are near to a photo, shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets import Item
from convscope.evaluation import nearest
from convscope.evaluation.features import TrainingFeatures
from convscope.evaluation.raising_units import ErrorUnits, nearest_in_units

NEIGHBOURS = 3
THUMBNAIL = 112


@dataclass(frozen=True, eq=False)
class Neighbour:
    """A training picture near to a photo.

    Attributes:
        name: its path in the data set.
        label: name of its class; None where nobody labelled it.
        nearness: by all features the cosine of the angle between them; by an error's units the distance in logits.
        picture: a thumbnail.
    """

    name: str
    label: str | None
    nearness: float
    picture: Image.Image = field(repr=False)

    def document(self, nearness: str) -> dict[str, Any]:
        """In plain values, what is near under the name that is given."""
        return {"photo": self.name, "label": self.label, nearness: self.nearness}


def nearest_by_features(features: NDArray[np.float32], training: TrainingFeatures) -> list[list[Neighbour]]:
    """The training pictures with the most similar features, for each photo (N, D), the most similar first."""
    rows, cosines = nearest(features, training.features, NEIGHBOURS)
    return [_neighbours(training, *each) for each in zip(rows, cosines, strict=True)]


def nearest_by_units(
    raised: ErrorUnits, features: NDArray[np.float32], training: TrainingFeatures
) -> list[Neighbour]:
    """The training pictures on which an error's units add nearly what they add on its photo (D,)."""
    if not raised.units:
        return []
    return _neighbours(training, *nearest_in_units(raised, features, training.features, NEIGHBOURS))


def thumbnail(item: Item, side: int = THUMBNAIL) -> Image.Image:
    """The middle of a picture, square and small."""
    picture = item.photo().to_pil()
    whole = min(picture.size)
    left, top = (picture.width - whole) // 2, (picture.height - whole) // 2
    square = picture.crop((left, top, left + whole, top + whole))
    return square.resize((side, side), Image.Resampling.LANCZOS, reducing_gap=3)


def _neighbours(
    training: TrainingFeatures, rows: NDArray[np.intp], nearness: NDArray[np.float64]
) -> list[Neighbour]:
    return [
        Neighbour(training.items[row].name, training.label(row), float(near), thumbnail(training.items[row]))
        for row, near in zip(rows.tolist(), nearness, strict=True)
    ]
