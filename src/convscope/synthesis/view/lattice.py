"""Where tiles lie along one axis of a picture, and which units of a layer each of them answers for.

Neighbouring tiles overlap.  A unit is taken from the tile in which it lies further from a cut, so that it sees
what it would see in the whole picture as long as its receptive field reaches no further than half the overlap.
At the picture's border a tile ends where the picture does, and the network's own padding follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil


@dataclass(frozen=True)
class Lattice:
    """The units of a layer along one axis of a tile.

    Attributes:
        units: how many.
        stride: pixels between neighbours.
        centre: the pixel that unit 0 looks at.
        dimension: of the layer's value (N, ...) that runs along the axis.
    """

    units: int
    stride: int
    centre: float
    dimension: int


@dataclass(frozen=True)
class Share:
    """The units that a tile answers for.

    Attributes:
        inside: their places in the tile's value.
        whole: their places in the value of the whole picture.
    """

    inside: slice
    whole: slice


def tile_starts(length: int, tile: int, overlap: int, grain: int, offset: int = 0) -> tuple[int, ...]:
    """First pixels of tiles that cover an axis.

    Args:
        length: pixels of the picture, a multiple of the grain.
        tile: pixels of a tile, a multiple of the grain.
        overlap: least number of pixels that neighbours share.
        grain: the network's stride; each tile starts at a multiple, so that its units are those of the picture.
        offset: moves the cuts between tiles, the picture's borders excepted.
    """
    if length <= tile:
        return (0,)
    step = max(grain, (tile - overlap) // grain * grain)
    last = length - tile
    first = -(offset // grain * grain % step)
    return tuple(sorted({min(max(start, 0), last) for start in range(first, last + step, step)}))


def units_of_picture(lattice: Lattice, starts: Sequence[int]) -> int:
    """Units along the axis of the whole picture."""
    return lattice.units + starts[-1] // lattice.stride


def shares(lattice: Lattice, starts: Sequence[int], tile: int) -> list[Share]:
    """What each tile answers for; together every unit of the whole picture once."""
    cuts = [0]
    for this, following in pairwise(starts):
        middle = (following + this + tile - 1) / 2
        cut = ceil((middle - lattice.centre) / lattice.stride)
        cuts.append(min(max(cut, following // lattice.stride), this // lattice.stride + lattice.units))
    cuts.append(units_of_picture(lattice, starts))
    found = []
    for start, (first, end) in zip(starts, pairwise(cuts), strict=True):
        before = start // lattice.stride
        found.append(Share(slice(first - before, end - before), slice(first, end)))
    return found
