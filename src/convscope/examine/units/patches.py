"""What a unit sees of its exemplars: the receptive field, cut out of the photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image

from convscope.arithmetic.receptive_field import ReceptiveField
from convscope.examine.scans.units import Exemplar
from convscope.graph import Node
from convscope.graph.shapes.receptive_fields import receptive_fields
from convscope.images import Photo
from convscope.network import Network

_LARGE = 0.25


@dataclass(frozen=True, eq=False)
class Patch:
    """An exemplar with its pictures.

    Attributes:
        exemplar: photo, place and value.
        window: (top, left, bottom, right) that the unit sees, in pixels of the network's view.
        box: (left, top, right, bottom) of that in pixels of the photo.
        spot: (row, column) of the middle of what it sees, as shares of the window, which an edge may cut off;
            None where it sees the whole photo from everywhere.
        view: the photo as the network sees it.
    """

    exemplar: Exemplar
    window: tuple[int, int, int, int]
    box: tuple[float, float, float, float]
    spot: tuple[float, float] | None
    view: Image.Image = field(repr=False)

    @property
    def picture(self) -> Image.Image:
        """What the unit sees."""
        top, left, bottom, right = self.window
        return self.view.crop((left, top, right, bottom))

    @property
    def is_large(self) -> bool:
        """Whether the window is so much of the photo that it says little without the spot."""
        top, left, bottom, right = self.window
        return (bottom - top) * (right - left) >= _LARGE * self.view.width * self.view.height

    def document(self) -> dict[str, object]:
        """Photo, value, place and box in plain values."""
        found = self.exemplar
        return {
            "photo": found.photo,
            "value": found.value,
            "row": found.row,
            "column": found.column,
            "box": list(self.box),
        }


def patches(
    network: Network, layer: Node, exemplars: Sequence[Exemplar], photos: Sequence[Photo]
) -> tuple[Patch, ...]:
    """The exemplars of a unit of a layer with what it sees of them.

    Args:
        network: takes photos.
        layer: of the unit.
        exemplars: photos with places.
        photos: theirs.
    """
    preprocessing = network.preprocessing
    assert preprocessing is not None  # a scan is of a network that takes photos
    graph = network.graph()
    fields = receptive_fields(graph)[layer]
    extents = graph.input_shape[1:]
    found = []
    for one, photo in zip(exemplars, photos, strict=True):
        place = (one.row or 0, one.column or 0)
        (top, bottom), (left, right) = (
            axis.interval(number, extent) for axis, number, extent in zip(fields, place, extents, strict=True)
        )
        window = (top, left, max(bottom, top + 1), max(right, left + 1))
        view = Image.fromarray(preprocessing.look(photo).squeeze()).convert("RGB")
        region = preprocessing.region(photo)
        found.append(
            Patch(one, window, _box(window, region, extents, photo), _spot(window, fields, place), view)
        )
    return tuple(found)


def _spot(
    window: tuple[int, int, int, int], fields: Sequence[ReceptiveField], place: tuple[int, int]
) -> tuple[float, float] | None:
    """The middle of a place's field in a window, inside of it."""
    if not all(axis.stride for axis in fields):
        return None
    row, column = (
        float(axis.start + number * axis.stride) + float(axis.size) / 2
        for axis, number in zip(fields, place, strict=True)
    )
    top, left, bottom, right = window
    down, across = (row - top) / (bottom - top), (column - left) / (right - left)
    return min(max(down, 0.0), 1.0), min(max(across, 0.0), 1.0)


def _box(
    window: tuple[int, int, int, int],
    region: tuple[float, float, float, float],
    extents: Sequence[int],
    photo: Photo,
) -> tuple[float, float, float, float]:
    """A window of the view as (left, top, right, bottom) of the photo, clipped to it."""
    top, left, bottom, right = window
    row, column = (region[2] - region[0]) / extents[0], (region[3] - region[1]) / extents[1]
    across = (min(max(region[1] + x * column, 0.0), float(photo.columns)) for x in (left, right))
    down = (min(max(region[0] + y * row, 0.0), float(photo.rows)) for y in (top, bottom))
    (first, last), (upper, lower) = across, down
    return (round(first, 2), round(upper, 2), round(last, 2), round(lower, 2))
