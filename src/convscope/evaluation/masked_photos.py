"""The photos with masks that a segmenter is judged on."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.masked import MaskedDataset, MaskedPhoto, masks_at
from convscope.datasets.masked.coding import IGNORED
from convscope.datasets.masked.marks import MarkedThings
from convscope.datasets.masked.mask_examination import check_size
from convscope.errors import DataError
from convscope.evaluation.judged_split import judged_run, judged_split
from convscope.images import Photo
from convscope.network import Network
from convscope.network.task.instances import Instances
from convscope.network.task.things import Things
from convscope.segmentation.outlined import names_of_places


class MaskedSplit(NamedTuple):
    """A part of some data.

    Attributes:
        data: all of them.
        split: name of the part.
        photos: of the part.
    """

    data: MaskedDataset
    split: str
    photos: tuple[MaskedPhoto, ...]


class TrueMask(NamedTuple):
    """What is in a photo.

    Attributes:
        photo: decoded.
        classes: (rows, columns) the network's index of each place's class; 255 counts for nothing.
        things: with the network's indices as labels; None where the mask numbers none.
    """

    photo: Photo
    classes: NDArray[np.uint8]
    things: MarkedThings | None


def masked_split(spec: str, data: str | os.PathLike[str] | None, split: str | None) -> MaskedSplit:
    """The photos to judge on.

    Args:
        spec: of the network.
        data: place of photos with masks; by default those of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.

    Raises:
        DataError: there are no such data or no such split.
    """
    masked = judged_run(spec).division.masks() if data is None else masks_at(data)
    chosen = judged_split(masked.name, masked.splits, split)
    return MaskedSplit(masked, chosen, masked.splits[chosen])


def judged_labels(network: Network) -> tuple[str, ...]:
    """The classes by which a segmenter is judged: its own, but a border of things belongs to them."""
    names = tuple(network.labels.names)
    if isinstance(network.task, Instances):
        return names_of_places(names)
    return names[:2] if isinstance(network.task, Things) else names


def class_table(network: Network, data: MaskedDataset) -> NDArray[np.uint8]:
    """(256,) the network's index of each class of the data, 255 staying 255.

    Raises:
        DataError: there are masks of a class that the network does not know.
    """
    labels = judged_labels(network)
    numbers = {label: index for index, label in enumerate(labels)}
    unknown = [label for label in data.classes if label not in numbers]
    if unknown:
        raise DataError(
            f"{data.name} has masks of {unknown[0]!r}, a class that {network.name} does not know.",
            f"It knows {', '.join(labels[:10])}.",
        )
    table = np.full(256, IGNORED, np.uint8)
    table[: len(data.classes)] = [numbers[label] for label in data.classes]
    return table


def true_mask(photo: MaskedPhoto, data: MaskedDataset, table: NDArray[np.uint8]) -> TrueMask:
    """A photo with what is in it.

    Args:
        photo: of the data.
        data: what the masks belong to.
        table: see `class_table`.

    Raises:
        ImageError: the photo or its mask cannot be read, or they do not belong together.
    """
    pixels, marks = photo.pixels(), photo.marks(data.coding)
    check_size(photo, (pixels.shape[0], pixels.shape[1]), marks.classes.shape)
    colours = np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels[..., :3]
    things = marks.things
    if things is not None:
        things = replace(things, labels=table[things.labels].astype(np.int64))
    return TrueMask(Photo(photo.name, colours), table[marks.classes], things)
