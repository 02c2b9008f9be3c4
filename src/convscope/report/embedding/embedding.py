"""An embedding of the photos of a scan, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from PIL import Image

from convscope.datasets import Item
from convscope.examine.embedding.classes import ClassFigures
from convscope.examine.embedding.faithfulness import Faithfulness
from convscope.examine.embedding.settings import EmbedSettings
from convscope.examine.neighbours.thumbnails import square
from convscope.record import Recorded
from convscope.render.notebook import Displayed, fragments
from convscope.report.embedding.scatter import scatter
from convscope.report.provenance import Provenance

# Pictures of more photos are drawn at random: the others are dots.
MOST_THUMBNAILS = 10_000
# Pixels that all thumbnails of a page have together, so that it stays below some ten megabytes.
_PIXELS = 16e6
_LARGEST, _SMALLEST = 96, 32


@dataclass(frozen=True)
class EmbeddedPhoto:
    """A photo as a point.

    Attributes:
        photo: its name in its data set.
        label: of its class; None where nobody labelled it.
        x: to the right.
        y: upwards.
        number: of the photo in the scan; None where it was placed among those of the scan.
    """

    photo: str
    label: str | None
    x: float
    y: float
    number: int | None


@dataclass(frozen=True, eq=False, repr=False)
class Embedding(Recorded, Displayed):
    """Photos as points of a plane.

    Attributes:
        scan: name of the scan.
        network: the network's name.
        layer: whose vectors became points.
        settings: what decided the points.
        photos: those of the scan in its order, and then those that were placed among them.
        faithfulness: what the points keep of the vectors' neighbourhoods.
        classes: how classes lie among the vectors.
        provenance: how this was made.
    """

    scan: str
    network: str
    layer: str
    settings: EmbedSettings
    photos: tuple[EmbeddedPhoto, ...]
    faithfulness: Faithfulness
    classes: ClassFigures
    items: tuple[Item, ...] = field(repr=False)
    provenance: Provenance

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes, the most frequent first."""
        return tuple(one.label for one in self.classes.classes)

    @cached_property
    def thumbnails(self) -> Mapping[int, Image.Image]:
        """Small square pictures of photos by their places; of all, or of so many drawn at random."""
        count = len(self.items)
        places = np.arange(count)
        if count > MOST_THUMBNAILS:
            places = np.sort(
                np.random.default_rng(self.settings.seed).choice(count, MOST_THUMBNAILS, replace=False)
            )
        side = int(np.clip((_PIXELS / len(places)) ** 0.5, _SMALLEST, _LARGEST))
        return {place: square(self.items[place].photo().to_pil(), side) for place in places.tolist()}

    def picture(self) -> Image.Image:
        """The photos at their points, as many as there is room for, over dots in the colours of the classes."""
        return scatter(self.photos, self.labels, self.thumbnails)

    def document(self) -> dict[str, Any]:
        """The embedding in plain values, as ``--json`` prints it."""
        return {
            "scan": self.scan,
            "network": self.network,
            "layer": self.layer,
            "method": self.settings.method,
            "points": [asdict(photo) for photo in self.photos],
            "faithfulness": asdict(self.faithfulness),
            "silhouette": self.classes.silhouette,
            "silhouette_of_points": self.classes.silhouette_of_points,
            "classes": [asdict(one) for one in self.classes.classes],
            "overlaps": [asdict(one) for one in self.classes.overlaps],
        }

    def _line(self) -> str:
        return (
            f"{len(self.photos):,} photos by {self.settings.method} of {self.layer}, {self.network}: "
            f"trustworthiness {self.faithfulness.trustworthiness:.3f}"
        )

    def _fragments(self) -> Sequence[str]:
        return [
            fragments.picture(self.picture()),
            fragments.facts(
                {
                    "trustworthiness": f"{self.faithfulness.trustworthiness:.3f}",
                    "neighbourhood preservation": f"{self.faithfulness.preservation:.3f}",
                    "silhouette": _rounded(self.classes.silhouette),
                    "silhouette of the points": _rounded(self.classes.silhouette_of_points),
                }
            ),
            fragments.table(
                ["class", "photos", "silhouette", "neighbours of it"],
                [(one.label, one.photos, one.silhouette, one.own) for one in self.classes.classes],
            )
            if self.labels
            else "",
        ]

    def _preview(self) -> Image.Image:
        return self.picture()


def _rounded(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"
