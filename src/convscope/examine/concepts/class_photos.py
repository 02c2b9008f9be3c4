"""The photos of a data set that a network takes for a class, and what it makes of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from convscope.datasets import Dataset, Item
from convscope.errors import ConceptError, ImageError
from convscope.examine.concepts.concept_layer import ConceptLayer, Maps
from convscope.network.batches import batch_size, prepared_batches
from convscope.progress import Progress

FEWEST = 3


@dataclass(frozen=True, eq=False)
class ClassPhotos:
    """Photos that a network takes for a class, and the means of a layer's units over all photos of the data.

    Attributes:
        items: (N) those of the class.
        inputs: (N, 3, rows, columns) as the network takes them.
        views: as the network sees them.
        maps: (N, C, rows, columns) the layer's values of them.
        means: (M, C) over the places, of all photos that could be read.
        names: (M) of these photos in the data.
        groups: (M) the label of each of these, or the class that the network takes it for where it has none, or all
            have the same.
        unreadable: names and reasons.
    """

    items: tuple[Item, ...]
    inputs: Tensor = field(repr=False)
    views: tuple[Image.Image, ...] = field(repr=False)
    maps: Maps = field(repr=False)
    means: NDArray[np.float32] = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    groups: tuple[str, ...] = field(repr=False)
    unreadable: tuple[tuple[str, str], ...] = ()


def class_photos(layer: ConceptLayer, dataset: Dataset, most: int, progress: Progress) -> ClassPhotos:
    """Read a data set and keep the first photos that the network takes for the class.

    Raises:
        ConceptError: there are fewer than `FEWEST`.
        Cancelled: somebody asked to stop.
    """
    items = dataset.items
    classes = layer.network.labels.names
    kept: list[Item] = []
    inputs: list[Tensor] = []
    maps: list[Maps] = []
    means: list[Maps] = []
    names: list[str] = []
    groups: list[str] = []
    tells = len(dataset.classes) > 1  # the one folder in which all photos lie is no class
    unreadable: list[tuple[str, str]] = []
    seen = 0
    for batch in prepared_batches(layer.network, items, Item.photo, batch_size(layer.network.graph())):
        if batch.inputs is not None:
            values = layer.maps(batch.inputs)
            said = layer.logits(values).argmax(1)
            means.append(values.mean((2, 3)))
            for row, item in enumerate(batch.sources):
                groups.append(
                    dataset.classes[item.label] if tells and item.label >= 0 else classes[said[row]]
                )
                names.append(item.name)
                if said[row] == layer.index and len(kept) < most:
                    kept.append(item)
                    inputs.append(batch.inputs[row])
                    maps.append(values[row])
        unreadable += [(item.name, str(error)) for item, error in batch.failures]
        seen += len(batch.order)
        progress.step(seen, len(items), what="reading photos")
        progress.check()
    if len(kept) < FEWEST:
        raise ConceptError(
            f"The network takes {len(kept)} of the {len(groups)} photos for {layer.label}, "
            f"and concepts need {FEWEST}.",
            "Give more photos, or another class.",
        )
    return ClassPhotos(
        tuple(kept),
        torch.stack(inputs),
        tuple(_view(layer, one) for one in inputs),
        np.stack(maps),
        np.concatenate(means),
        tuple(names),
        tuple(groups),
        tuple(unreadable),
    )


def mean_values(layer: ConceptLayer, items: Sequence[Item], place: str, progress: Progress) -> Maps:
    """Means (M, C) of the layer's units over the places, of the photos that can be read.

    Raises:
        ImageError: none can be read.
        Cancelled: somebody asked to stop.
    """
    parts: list[Maps] = []
    failures: list[ImageError] = []
    seen = 0
    for batch in prepared_batches(layer.network, items, Item.photo, batch_size(layer.network.graph())):
        if batch.inputs is not None:
            parts.append(layer.maps(batch.inputs).mean((2, 3)))
        failures += [error for _, error in batch.failures]
        seen += len(batch.order)
        progress.step(seen, len(items), what=f"reading {place}")
        progress.check()
    if not parts:
        raise failures[0]
    for error in failures:
        progress.note(f"Left out: {error}")
    return np.concatenate(parts)


def _view(layer: ConceptLayer, prepared: Tensor) -> Image.Image:
    """A photo before normalisation."""
    seen = layer.network.inputs[0].look(prepared, prepared)
    assert seen is not None  # it was prepared from a photo
    return Image.fromarray(seen)
