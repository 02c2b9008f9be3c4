"""A picture of any size as a network sees it: values of layers, and gradients by the picture.

The picture is mirrored at its border up to a multiple of the network's stride and, where it is larger than a
tile, computed tile by tile in bounded memory:

    1. the layers that the objective reads, forward, each tile's share put together, or added up where the
       objective needs a sum over places alone, as a Gram matrix is one;
    2. the objective and its gradient by these values, of the whole picture at once;
    3. for each tile forward again and back to the picture, from its share of that gradient.

This is the chain rule, so that it is exact for every objective.
Values that have no place in the photo, such as class scores, are averaged over the tiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.arithmetic import ReceptiveField
from convscope.errors import SynthesisError, TraceError
from convscope.graph import Graph, Node, gradient
from convscope.graph.backward.rules import PLAIN, Rules
from convscope.graph.shapes.receptive_fields import receptive_fields
from convscope.network import Network
from convscope.objectives import Bound, Objective, Pool
from convscope.objectives.connection import check_connected
from convscope.objectives.maps import map_of
from convscope.synthesis.inputs import as_inputs
from convscope.synthesis.view.lattice import tile_starts
from convscope.synthesis.view.passes import backward, forward
from convscope.synthesis.view.tiling import Tiling, lattices_of

GRAIN = 32  # the product of the strides of nearly all networks; sizes are rounded up to it
TILE = 512
# Half of this reaches into the neighbour: what lies further away hardly moves a unit, even where its receptive
# field is larger (Luo et al. 2016, arXiv:1701.04128).
OVERLAP = 192


@dataclass(frozen=True)
class View:
    """How a network sees pictures of one size.

    Attributes:
        network: read, never changed.
        rows: of the pictures.
        columns: of the pictures.
        tile: longest side, in pixels, that is computed at once; a multiple of 32.
        overlap: pixels that neighbouring tiles share at most; a layer that sees less shares less.
        room: pixels by which a shift may move the picture on the network's lattice.
    """

    network: Network
    rows: int
    columns: int
    tile: int = TILE
    overlap: int = OVERLAP
    room: int = 0

    @classmethod
    def of(cls, network: Network, images: Tensor, tile: int = TILE) -> View:
        """How a network sees pictures (N, C, rows, columns)."""
        return cls(network, images.shape[2], images.shape[3], tile)

    @cached_property
    def padded(self) -> tuple[int, int]:
        """Rows and columns of what the network sees: the picture's own where the network was made for them."""
        if not self.room and (self.rows, self.columns) == self.network.input_shape[1:]:
            return self.rows, self.columns
        return _rounded_up(self.rows + self.room), _rounded_up(self.columns + self.room)

    @cached_property
    def graph(self) -> Graph:
        """The graph of one tile.

        Raises:
            SynthesisError: the network takes pictures of its own size alone.
        """
        channels, *own = self.network.input_shape
        size = [min(side, self.tile) for side in self.padded]
        try:
            return self.network.graph((channels, *size))
        except TraceError as error:
            if size == own:
                raise
            raise SynthesisError(
                f"{self.network.name} takes pictures of {own[0]} x {own[1]} alone, and one of {size[0]} x {size[1]} "
                "was to be seen.",
                "Choose a network that takes any size, such as one that averages its maps before its dense layer.",
            ) from error

    def bind(self, objective: Objective) -> Bound:
        """An objective of pictures that are seen so."""
        return objective.bind(self.network, self.graph.input_shape)

    def values(self, images: Tensor, addresses: Sequence[str]) -> dict[str, Tensor]:
        """Values of layers for pictures (N, C, rows, columns), on the scale where 0 is black and 1 is white.

        Returns:
            By address, (N, channels, rows, columns) in the layer's own places.

        Raises:
            AddressError: the network has no such layer.
            ObjectiveError: the layer holds no maps.
        """
        maps = {address: map_of(self.network, address, self.graph.input_shape) for address in addresses}
        tiling = self._tiling(tuple(dict.fromkeys(node for node, _ in maps.values())), (0, 0))
        found = forward(self.graph, self._inputs(images, (0, 0)), tiling, ())
        return {address: as_maps(found[node]) for address, (node, as_maps) in maps.items()}

    def score(self, images: Tensor, bound: Bound) -> Tensor:
        """The objective (N,) of pictures (N, C, rows, columns), on the scale where 0 is black and 1 is white."""
        tiling = self._tiling(bound.reads, (0, 0))
        return bound.score(forward(self.graph, self._inputs(images, (0, 0)), tiling, bound.pools))

    def sums(self, images: Tensor, pools: Sequence[Pool]) -> list[Tensor]:
        """Sums over places of layers, each (N, ...), for pictures (N, C, rows, columns) between 0 and 1."""
        tiling = self._tiling(tuple(dict.fromkeys(pool.node for pool in pools)), (0, 0))
        found = forward(self.graph, self._inputs(images, (0, 0)), tiling, pools)
        return [pool.of(found) for pool in pools]

    def gradient(
        self, images: Tensor, bound: Bound, shift: tuple[int, int] = (0, 0), rules: Rules = PLAIN
    ) -> tuple[Tensor, Tensor]:
        """The objective of each picture, and its gradient.

        Args:
            images: (N, C, rows, columns), on the scale where 0 is black and 1 is white.
            bound: from `bind`.
            shift: by how many rows and columns the picture is moved on the network's lattice, at most the room,
                and the cuts between tiles with it.
            rules: backward rules by operation.

        Returns:
            Scores (N,) and gradients (N, C, rows, columns).
        """
        with torch.inference_mode(False), torch.enable_grad():
            leaf = images.detach().requires_grad_()
            inputs = self._inputs(leaf, shift)
            tiling = self._tiling(bound.reads, shift)
            pixels = self.graph.input
            if len(tiling) == 1:
                found = gradient(
                    self.graph, {pixels: inputs.detach()}, bound.reads, bound.score, [pixels], rules
                )
                check_connected(found.reached, [pixels], bound.reads)
                return found.scores, torch.autograd.grad(inputs, leaf, found.gradients[pixels])[0]
            whole = forward(self.graph, inputs.detach(), tiling, bound.pools)
            values = {read: value.requires_grad_() for read, value in whole.items()}
            scores = bound.score(values)
            by_values = torch.autograd.grad(scores.sum(), list(values.values()))
            by_reads = dict(zip(values, by_values, strict=True))
            del whole, values
            back = backward(self.graph, inputs.detach(), tiling, by_reads, rules)
            return scores.detach(), torch.autograd.grad(inputs, leaf, back)[0]

    def _inputs(self, images: Tensor, shift: tuple[int, int]) -> Tensor:
        """Pictures as the network takes them, mirrored up to the padded size."""
        (top, left), (rows, columns) = shift, self.padded
        around = (left, columns - self.columns - left, top, rows - self.rows - top)
        mode = "reflect" if max(around[:2]) < self.columns and max(around[2:]) < self.rows else "replicate"
        if any(around):
            images = F.pad(images, around, mode=mode)
        return as_inputs(self.network, self.graph, images)

    def _tiling(self, reads: tuple[Node, ...], shift: tuple[int, int]) -> Tiling:
        starts, sides = [], self.graph.input_shape[1:]
        for axis, (length, side, moved) in enumerate(zip(self.padded, sides, shift, strict=True)):
            sees = max(int(self._fields[node][axis].size) for node in reads)
            overlap = min(_rounded_up(sees), self.overlap, side // 2)
            # The cuts move further than the picture, by a number that differs from step to step.
            starts.append(tile_starts(length, side, overlap, GRAIN, offset=7 * GRAIN * moved))
        lattices = {node: lattices_of(self.graph, node, self._fields[node]) for node in reads}
        return Tiling(sides, (starts[0], starts[1]), lattices)

    @cached_property
    def _fields(self) -> dict[Node, tuple[ReceptiveField, ...]]:
        return receptive_fields(self.graph)


def _rounded_up(pixels: int) -> int:
    return -(-pixels // GRAIN) * GRAIN
