"""What is in a photo by its mask: the class of each place, and the things, also where they overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.masked.coding import IGNORED
from convscope.detection.box_mask import Window


class MarkedThing(NamedTuple):
    """One thing.

    Attributes:
        window: the pixels that it covers.
        label: its class.
        is_crowd: whether it stands for many things at once.
    """

    window: Window
    label: int
    is_crowd: bool = False


@dataclass(frozen=True, eq=False)
class MarkedThings:
    """The things of a photo, each of them whole.

    Attributes:
        layers: (layers, rows, columns) numbers from 1 on, 0 where there is none; things that overlap lie in different
            layers.
        labels: (things,) the class of each.
        crowds: (things,) whether it stands for many things at once.
    """

    layers: NDArray[np.int32]
    labels: NDArray[np.int64]
    crowds: NDArray[np.bool_]

    @cached_property
    def numbers(self) -> NDArray[np.int32]:
        """(rows, columns) the number of each place's thing, crowds left out; the smallest of those that overlap."""
        never = np.iinfo(np.int64).max
        areas: NDArray[np.int64] = np.bincount(self.layers.ravel(), minlength=len(self.labels) + 1)
        areas[1:][self.crowds] = areas[0] = never
        first = areas[self.layers].argmin(0)[None]
        found: NDArray[np.int32] = np.take_along_axis(self.layers, first, 0)[0]
        found[areas[found] == never] = 0
        return found


@dataclass(frozen=True, eq=False)
class Marks:
    """What is in a photo.

    Attributes:
        classes: (rows, columns) of each place; `IGNORED` where none counts.
        things: None where nothing is numbered.
    """

    classes: NDArray[np.uint8]
    things: MarkedThings | None = None


def marks_of_numbers(numbers: NDArray[np.integer]) -> Marks:
    """Of a mask (rows, columns) that numbers things of one class, 0 being none of them."""
    present = np.unique(numbers[numbers > 0])
    layer = np.where(numbers > 0, np.searchsorted(present, numbers) + 1, 0).astype(np.int32)
    things = MarkedThings(layer[None], np.ones(len(present), np.int64), np.zeros(len(present), np.bool_))
    return Marks((layer > 0).astype(np.uint8), things)


def marks_of_things(things: Iterable[MarkedThing], size: tuple[int, int]) -> Marks:
    """Of things, each with its pixels; those without any are left out.

    A place of things of several classes counts for none of them, as in torchvision's training of segmenters.

    Args:
        things: of a photo.
        size: (rows, columns) of the photo.
    """
    classes = np.zeros(size, np.uint8)
    layers: list[NDArray[np.int32]] = [np.zeros(size, np.int32)]
    kept: list[MarkedThing] = []
    for thing in things:
        rows, columns, covered = thing.window
        if not covered.any():
            continue
        kept.append(thing)
        layer = next((one for one in layers if not one[rows, columns][covered].any()), None)
        if layer is None:
            layers.append(layer := np.zeros(size, np.int32))
        layer[rows, columns][covered] = len(kept)
        below = classes[rows, columns]
        below[covered] = np.where(
            (below[covered] == 0) | (below[covered] == thing.label), thing.label, IGNORED
        )
    labels = np.array([one.label for one in kept], np.int64)
    crowds = np.array([one.is_crowd for one in kept], np.bool_)
    return Marks(classes, MarkedThings(np.stack(layers), labels, crowds))


def pixels_of_box(box: Sequence[float], size: tuple[int, int]) -> Window:
    """The pixels of a photo of (rows, columns) whose middles lie in a box."""
    edges = [
        int(edge)
        for edge in np.clip(np.round(np.array(box, np.float64)), 0, [size[1], size[0], size[1], size[0]])
    ]
    left, top, right, bottom = edges
    rows, columns = slice(top, max(bottom, top)), slice(left, max(right, left))
    return Window(rows, columns, np.ones((rows.stop - rows.start, columns.stop - columns.start), np.bool_))
