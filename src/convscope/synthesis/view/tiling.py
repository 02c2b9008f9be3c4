"""Tiles of a picture: their windows, and where the value that each of them answers for stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

from torch import Tensor

from convscope.arithmetic import ReceptiveField
from convscope.graph import Graph, Node
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.synthesis.view.lattice import Lattice, Share, shares, units_of_picture

Index = tuple[slice, ...]


class Place(NamedTuple):
    """Where a tile's share of a layer stands in the tile's value and in the whole picture's."""

    inside: Index
    whole: Index


@dataclass(frozen=True)
class Tiling:
    """Tiles of a picture.

    Attributes:
        sides: rows and columns of a tile.
        starts: first rows and first columns of tiles.
        lattices: of each layer that is read, along rows and columns; none where its value has no places.
    """

    sides: tuple[int, ...]
    starts: tuple[tuple[int, ...], tuple[int, ...]]
    lattices: Mapping[Node, Sequence[Lattice]]

    def __len__(self) -> int:
        return len(self.starts[0]) * len(self.starts[1])

    def __iter__(self) -> Iterator[tuple[Index, dict[Node, Place | None]]]:
        """Each tile's window of the picture, and the place of each layer's share."""
        for row, column in product(range(len(self.starts[0])), range(len(self.starts[1]))):
            first = self.starts[0][row], self.starts[1][column]
            window = tuple(slice(s, s + side) for s, side in zip(first, self.sides, strict=True))
            yield (slice(None), slice(None), *window), {n: self._place(n, row, column) for n in self.lattices}

    def whole_shape(self, node: Node, value: Tensor) -> tuple[int, ...]:
        """Shape of a layer's value for the whole picture, from its value for a tile."""
        shape = list(value.shape)
        for lattice, starts in zip(self.lattices[node], self.starts, strict=False):
            shape[lattice.dimension] = units_of_picture(lattice, starts)
        return tuple(shape)

    def _place(self, node: Node, row: int, column: int) -> Place | None:
        if not self.lattices[node]:
            return None
        inside, whole = [slice(None)] * 4, [slice(None)] * 4
        of_rows, of_columns = self._shares[node]
        pair = of_rows[row], of_columns[column]
        for lattice, share in zip(self.lattices[node], pair, strict=True):
            inside[lattice.dimension], whole[lattice.dimension] = share.inside, share.whole
        return Place(tuple(inside), tuple(whole))

    @cached_property
    def _shares(self) -> dict[Node, tuple[list[Share], ...]]:
        return {
            node: tuple(
                shares(lattice, starts, side)
                for lattice, starts, side in zip(lattices, self.starts, self.sides, strict=True)
            )
            for node, lattices in self.lattices.items()
            if lattices
        }


def lattices_of(graph: Graph, node: Node, fields: Sequence[ReceptiveField]) -> tuple[Lattice, ...]:
    """The units of a layer along rows and columns; none where they have no places.

    After an operation that sees everything, such as a squeeze and excitation, units keep their places all the
    same: then they share the picture out evenly.
    """
    if not node.is_spatial or len(node.shape) != 4:
        return ()
    dimensions = [d for d in (1, 2, 3) if d != channel_axis(graph, node)]
    found = []
    for dimension, field, side in zip(dimensions, fields, graph.input_shape[1:], strict=True):
        units = node.shape[dimension]
        assert units is not None
        if field.stride:
            stride, centre = int(field.stride), float(field.start) + (float(field.size) - 1) / 2
        else:
            stride = max(1, round(side / units))
            centre = (stride - 1) / 2
        found.append(Lattice(units, stride, centre, dimension))
    return tuple(found)
