"""What a unit sees of its exemplars: the receptive field cut out, and what of it speaks for the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from convscope.examine.scans.units import Exemplar
from convscope.graph import DECONVNET, GUIDED, Node, Rules, gradient
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.graph.shapes.receptive_fields import receptive_fields
from convscope.images import Photo
from convscope.network import Network


@dataclass(frozen=True, eq=False)
class Patch:
    """An exemplar with its pictures.

    Attributes:
        exemplar: photo, place and value.
        window: (top, left, bottom, right) that the unit sees, in pixels of the network's view.
        box: (left, top, right, bottom) of that in pixels of the photo.
        view: the photo as the network sees it.
        guided: (rows, columns, 3) guided gradient of the unit in the window, 0 to 1 about grey.
        deconvnet: likewise by the deconvnet.
    """

    exemplar: Exemplar
    window: tuple[int, int, int, int]
    box: tuple[float, float, float, float]
    view: Image.Image = field(repr=False)
    guided: NDArray[np.uint8] = field(repr=False)
    deconvnet: NDArray[np.uint8] = field(repr=False)

    @property
    def picture(self) -> Image.Image:
        """What the unit sees."""
        top, left, bottom, right = self.window
        return self.view.crop((left, top, right, bottom))

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
    network: Network, layer: Node, unit: int, exemplars: Sequence[Exemplar], photos: Sequence[Photo]
) -> tuple[Patch, ...]:
    """The exemplars of a unit with what it sees of them.

    Args:
        network: takes photos.
        layer: of the unit.
        unit: its number.
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
        inputs = network.prepare(photo)
        guided, deconvnet = (
            _projected(network, inputs, layer, unit, place, rules, window) for rules in (GUIDED, DECONVNET)
        )
        view = Image.fromarray(preprocessing.look(photo).squeeze()).convert("RGB")
        region = preprocessing.region(photo)
        found.append(Patch(one, window, _box(window, region, extents, photo), view, guided, deconvnet))
    return tuple(found)


def _projected(
    network: Network,
    inputs: Tensor,
    layer: Node,
    unit: int,
    place: tuple[int, int],
    rules: Rules,
    window: tuple[int, int, int, int],
) -> NDArray[np.uint8]:
    """A unit projected back to the pixels of its window, as Zeiler and Fergus (2014) draw it: 0 is grey."""
    graph = network.graph()
    axis = channel_axis(graph, layer)

    def score(values: dict[Node, Tensor]) -> Tensor:
        maps = values[layer].movedim(axis, 1)[:, unit]
        return maps[:, place[0], place[1]] if maps.dim() == 3 else maps.reshape(len(maps), -1)[:, 0]

    found = gradient(graph, {graph.input: inputs}, [layer], score, [graph.input], rules)  # type: ignore[arg-type]
    top, left, bottom, right = window
    values = found.gradients[graph.input][0, :, top:bottom, left:right].float().cpu()
    limit = float(values.abs().max()) or 1.0
    scaled = ((values / limit + 1) * 127.5).round().to(torch.uint8).permute(1, 2, 0).numpy()
    return np.repeat(scaled, 3, axis=2) if scaled.shape[2] == 1 else scaled


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
