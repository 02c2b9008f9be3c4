"""Training pictures that are near to a photo, shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.evaluation.features import TrainingFeatures, features_of
from convscope.evaluation.raising_units import ErrorUnits, nearest_in_units
from convscope.examine.neighbours.search import nearest, unit_vectors
from convscope.images import Photo, PhotoSource, decode
from convscope.network import Network

# Of an error, and beside a prediction.
NEIGHBOURS = 3
BESIDE = 5
THUMBNAIL = 112
# So many copies of a photo are passed over, at most.
_COPIES = 8


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


def training_neighbours(
    network: Network, source: PhotoSource | Photo, training: TrainingFeatures, *, count: int = BESIDE
) -> list[Neighbour]:
    """The training pictures that are most similar to a photo by the features that the last layer reads.

    The photo itself, known by its pixels, is left out.

    Args:
        network: takes photos.
        source: the photo.
        training: of this network, see `convscope.evaluation.learned_from.learned_from`.
        count: how many; fewer where there are fewer.

    Raises:
        ImageError: a photo cannot be read.
    """
    photo = source if isinstance(source, Photo) else decode(source)
    return nearest_by_features(features_of(network, network.prepare(photo)), training, count, [photo])[0]


def nearest_by_features(
    features: NDArray[np.float32],
    training: TrainingFeatures,
    count: int = NEIGHBOURS,
    photos: Sequence[Photo] | None = None,
) -> list[list[Neighbour]]:
    """The training pictures with the most similar features, for each photo (N, D), the most similar first.

    Args:
        features: of the photos.
        training: the pictures.
        count: how many for each.
        photos: N, where pictures with their very pixels shall be left out.
    """
    among = count if photos is None else count + _COPIES
    rows, cosines = nearest(unit_vectors(features), unit_vectors(training.features), among)
    own: Sequence[Photo | None] = photos if photos is not None else [None] * len(rows)
    return [
        _neighbours(training, near, by, count, photo)
        for near, by, photo in zip(rows, cosines, own, strict=True)
    ]


def nearest_by_units(
    raised: ErrorUnits, features: NDArray[np.float32], training: TrainingFeatures
) -> list[Neighbour]:
    """The training pictures on which an error's units add nearly what they add on its photo (D,)."""
    if not raised.units:
        return []
    return _neighbours(
        training, *nearest_in_units(raised, features, training.features, NEIGHBOURS), NEIGHBOURS
    )


def thumbnail(photo: Photo, side: int = THUMBNAIL) -> Image.Image:
    """The middle of a picture, square and small."""
    picture = photo.to_pil()
    whole = min(picture.size)
    left, top = (picture.width - whole) // 2, (picture.height - whole) // 2
    square = picture.crop((left, top, left + whole, top + whole))
    return square.resize((side, side), Image.Resampling.LANCZOS, reducing_gap=3)


def _neighbours(
    training: TrainingFeatures,
    rows: NDArray[np.integer],
    nearness: NDArray[np.floating],
    count: int,
    photo: Photo | None = None,
) -> list[Neighbour]:
    """The first pictures that are not the photo itself."""
    found: list[Neighbour] = []
    for row, near in zip(rows.tolist(), nearness, strict=True):
        if len(found) == count:
            break
        item = training.items[row]
        picture = item.photo()
        if photo is None or picture.digest != photo.digest:
            found.append(Neighbour(item.name, training.label(row), float(near), thumbnail(picture)))
    return found
