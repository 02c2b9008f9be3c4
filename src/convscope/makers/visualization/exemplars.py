"""The photos that activate a unit most, and the part of each that it sees."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image

from convscope.errors import ImageError
from convscope.graph.shapes.receptive_fields import receptive_fields
from convscope.images import decode, photos_in
from convscope.makers.visualization.peaks import Place, node_of, peaks
from convscope.network import Network
from convscope.objectives import Objective

AT_ONCE = 8


@dataclass(frozen=True, eq=False)
class Exemplar:
    """A photo that activates a unit.

    Attributes:
        photo: its path.
        value: how high the unit gets.
        patch: what the unit sees of it where it gets so high; all of it for a unit that sees all.
    """

    photo: str
    value: float
    patch: Image.Image


def exemplars_of(
    network: Network, units: Sequence[Objective], signs: Sequence[int], folder: Path, count: int
) -> list[list[Exemplar]]:
    """For each unit the photos of a folder that make it highest (or lowest, for a negative sign), best first.

    Files that are no pictures are passed over.

    Raises:
        ImageError: the folder holds no picture that can be read.
    """
    asked = list(dict.fromkeys(zip(units, signs, strict=True)))
    best: list[list[tuple[float, int, str, Place]]] = [[] for _ in units]
    read = 0
    for paths in _parts(photos_in([folder])):
        inputs = {}
        for path in paths:
            try:
                inputs[str(path)] = network.prepare(path)[0]
            except ImageError:
                continue
        if not inputs:
            continue
        stacked = torch.stack(list(inputs.values()))
        found = dict(zip(asked, peaks(network, stacked, *zip(*asked, strict=True)), strict=True))
        for row, (unit, sign) in enumerate(zip(units, signs, strict=True)):
            for number, (name, (value, place)) in enumerate(zip(inputs, found[unit, sign], strict=True)):
                heapq.heappush(best[row], (sign * value, -(read + number), name, place))
                if len(best[row]) > count:
                    heapq.heappop(best[row])
        read += len(inputs)
    if not read:
        raise ImageError(
            f"The folder {folder} holds no picture that can be read.", "Give a folder of photos."
        )
    return [
        [
            Exemplar(name, sign * value, _patch(network, unit, name, place))
            for value, _, name, place in sorted(of_unit, reverse=True)
        ]
        for unit, sign, of_unit in zip(units, signs, best, strict=True)
    ]


def _patch(network: Network, unit: Objective, photo: str, place: Place) -> Image.Image:
    """The receptive field of a place, cut to the photo as the network sees it."""
    preprocessing = network.preprocessing
    assert preprocessing is not None  # photos were prepared by it
    seen = Image.fromarray(preprocessing.look(decode(photo)).squeeze())
    if place is None:
        return seen
    graph = network.graph()
    fields = receptive_fields(graph)[node_of(network, unit, graph.input_shape)]
    extents = graph.input_shape[1:]
    (top, bottom), (left, right) = (
        field.interval(number, extent) for field, number, extent in zip(fields, place, extents, strict=True)
    )
    return seen.crop((left, top, max(right, left + 1), max(bottom, top + 1)))


def _parts(paths: Sequence[Path]) -> list[Sequence[Path]]:
    return [paths[start : start + AT_ONCE] for start in range(0, len(paths), AT_ONCE)]
