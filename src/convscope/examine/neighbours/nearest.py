"""The photos of a scan that are most similar to a photo."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import ScanError
from convscope.examine.neighbours.thumbnails import thumbnail
from convscope.examine.scans.reopening import items_of_scan, network_of_scan
from convscope.examine.scans.scan import Scan
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.images import Photo, PhotoSource, decode
from convscope.network import Network
from convscope.record import Recorded, recorded
from convscope.render import contact_sheet


@dataclass(frozen=True)
class Neighbour:
    """A photo of the scan.

    Attributes:
        photo: its name in the data set.
        label: of its class; None where nobody labelled it.
        similarity: cosine of the angle between its vector and that of the photo asked for.
        number: of the photo in the scan.
    """

    photo: str
    label: str | None
    similarity: float
    number: int


@dataclass(frozen=True, eq=False)
class Neighbours(Recorded):
    """The photos of a scan that are most similar to a photo.

    Attributes:
        photo: the photo.
        network: the network's name.
        layer: whose vectors are compared.
        neighbours: the most similar first.
        photos: theirs.
        same: names of photos of the scan with the very pixels of the photo, which are left out.
    """

    photo: Photo = field(repr=False)
    network: str
    layer: str
    neighbours: tuple[Neighbour, ...]
    photos: tuple[Photo, ...] = field(repr=False)
    same: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The neighbours in plain values."""
        return {
            "photo": self.photo.name,
            "network": self.network,
            "layer": self.layer,
            "neighbours": [
                {"photo": one.photo, "label": one.label, "similarity": one.similarity}
                for one in self.neighbours
            ],
            "same": list(self.same),
        }

    def picture(self) -> Image.Image:
        """The photo, and its neighbours with their classes and similarities."""
        captions = [f"{one.similarity:.3f} {one.label or ''}".strip() for one in self.neighbours]
        return contact_sheet(
            [thumbnail(photo) for photo in (self.photo, *self.photos)], ["the photo", *captions]
        )


@recorded(reads=("photo",))
def similar(
    photo: PhotoSource,
    scan: str | os.PathLike[str] | Scan,
    *,
    layer: str | None = None,
    count: int = 8,
    network: Network | None = None,
    run_code: bool = False,
) -> Neighbours:
    """Find the photos of a scan that are most similar to a photo, by what a layer makes of them.

    Exact: the photo's vector is compared with that of every photo of the scan.  The photo itself, known by its
    pixels, is left out where it was scanned, too.

    Args:
        photo: any photo.
        scan: the scan, its name or its folder.
        layer: whose means over the places are compared; by default the penultimate layer's, or the scores where the
            scan has no others.
        count: how many photos at most.
        network: the network that was scanned; by default it is opened as it was for the scan.
        run_code: whether a Python file of the network may run.

    Returns:
        The photos: `.neighbours`, `.picture()`, `.document()`.

    Raises:
        ScanError: there is no such scan, it keeps no vectors of the layer, the network is another, or a neighbour is
            gone or has changed.
        ImageError: a photo cannot be read.
    """
    if count < 1:
        raise ScanError(f"One neighbour or more can be asked for, got {count}.")
    kept = scan if isinstance(scan, Scan) else Scan.open(scan)
    vectors = kept.vectors_or_scores(layer)
    opened = network_of_scan(kept, network, run_code=run_code)
    decoded = decode(photo)
    cosines = _cosines(vectors.values, _vector(opened, vectors.layer, decoded))
    order = np.argsort(-cosines, kind="stable")
    numbers = vectors.numbers[order].tolist()
    same: list[str] = []

    def others() -> Iterator[tuple[Neighbour, Photo]]:
        for number, row, item in zip(numbers, order, items_of_scan(kept, numbers), strict=True):
            found = item.photo()
            if found.digest == decoded.digest:
                same.append(item.name)
            else:
                yield Neighbour(item.name, kept.photo(number).label, float(cosines[row]), number), found

    shown = [*islice(others(), count)]
    return Neighbours(
        photo=decoded,
        network=opened.name,
        layer=vectors.layer,
        neighbours=tuple(one for one, _ in shown),
        photos=tuple(photo for _, photo in shown),
        same=tuple(same),
    )


def _vector(network: Network, layer: str, photo: Photo) -> NDArray[np.float32]:
    """The means (C,) of a layer's units over the places."""
    graph = network.graph()
    values = network.activations(photo, [layer])[layer].movedim(channel_axis(graph, graph.find(layer)) - 1, 0)
    found: NDArray[np.float32] = values.reshape(len(values), -1).mean(1).float().cpu().numpy()
    return found


def _cosines(vectors: NDArray[np.float32], one: NDArray[np.float32]) -> NDArray[np.float64]:
    """Cosines (N,) of the angles between vectors (N, C) and one of them (C,); 0 where one of the two is zero."""
    lengths = (np.linalg.norm(vectors, axis=1) * np.linalg.norm(one)).astype(np.float64)
    found: NDArray[np.float64] = (vectors @ one) / np.where(lengths > 0, lengths, np.inf)
    return found
