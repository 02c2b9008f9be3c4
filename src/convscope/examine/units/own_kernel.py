"""The kernel that computes a unit, found in the network and read as of any layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.errors import AddressError
from convscope.examine.weights.expanded import expanded_weights
from convscope.examine.weights.layer_weights import first_input, kernels_of, reads_the_photo
from convscope.examine.weights.unit_kernel import UnitKernel, unit_kernel
from convscope.graph import Graph, Node
from convscope.graph.shapes.channel_axes import channel_axis


@dataclass(frozen=True, eq=False)
class OwnKernel:
    """The kernel of a unit.

    Attributes:
        layer: address of the layer with weights.
        reads: address of what that layer weighs.
        kernel: the unit's, with its figures.
        is_colour: whether it weighs the photo's three colours.
        is_whole: whether nothing is added to what it gives, as a skip connection does.
        expanded: what the unit weighs the pixels with, through all layers before: (rows, columns, 3) where these
            are colours, else (rows, columns) their sum; None where the layers cannot be made linear, or the kernel
            weighs the pixels itself.
    """

    layer: str
    reads: str
    kernel: UnitKernel
    is_colour: bool
    is_whole: bool
    expanded: NDArray[np.float64] | None = field(repr=False)

    @property
    def shown(self) -> NDArray[np.float64] | None:
        """What can be drawn of it: (rows, columns, 3) weights of colours, or (rows, columns) its pattern."""
        if self.is_colour:
            return self.kernel.weights.transpose(1, 2, 0)
        return self.kernel.pattern if self.kernel.pattern.size > 1 else None

    def document(self) -> dict[str, Any]:
        """The figures in plain values."""
        found = {
            "layer": self.layer,
            "reads": self.reads,
            "is_whole": self.is_whole,
            **self.kernel.document(),
        }
        inputs = [{**one, "sum": self.sum_of(one["unit"])} for one in found["inputs"]]
        return {**found, "inputs": inputs}

    def sum_of(self, unit: int) -> float:
        """Of the weights of a unit that it reads: above zero where that excites, below where it inhibits."""
        return float(self.kernel.weights[unit - self.kernel.first_input].sum())


def own_kernel(graph: Graph, layer: Node, unit: int) -> OwnKernel | None:
    """The kernel of a unit; None where none computes it alone, or its weights are computed themselves.

    Args:
        graph: the network.
        layer: of the unit.
        unit: its number.
    """
    found = _weighted(graph, layer, unit)
    if found is None:
        return None
    node, place, is_whole = found
    try:
        raw = kernels_of(graph, node)
    except AddressError:
        return None
    if place >= len(raw):
        return None
    is_first = reads_the_photo(graph, node)
    kernel = unit_kernel(place, first_input(node, raw, place), raw[place], None)
    return OwnKernel(
        layer=node.address,
        reads=node.argument("input").address,
        kernel=kernel,
        is_colour=is_first and raw.shape[1] == 3,
        is_whole=is_whole,
        expanded=None if is_first else _expanded(graph, node, place),
    )


def _expanded(graph: Graph, node: Node, unit: int) -> NDArray[np.float64] | None:
    try:
        found: NDArray[np.float64] = expanded_weights(graph, node, [unit])[0]
    except AddressError:
        return None
    return found.transpose(1, 2, 0) if len(found) == 3 else found.sum(0)


def _weighted(graph: Graph, layer: Node, unit: int) -> tuple[Node, int, bool] | None:
    """The layer with weights that gives a unit, its number there, and whether nothing else is added on the way."""
    node, is_whole = layer, True
    while not node.kind.is_weighted:
        sources = [source for source in node.inputs if source in graph.layers]
        if node.operation == "cat" and node.argument("dim") == channel_axis(graph, node):
            for source in node.argument("tensors"):
                count = source.shape[channel_axis(graph, source)]
                if unit < count:
                    break
                unit -= count
            node = source
            continue
        if not sources or any(_units(graph, source) != _units(graph, node) for source in sources):
            return None
        if len(sources) > 1 and node.operation != "add":
            return None
        # Of a sum the part that was computed last: the other one comes past it.
        is_whole = is_whole and len(sources) == 1
        node = max(sources, key=lambda source: source.position)
        if node is graph.input or node.kind.channels == "mixed":
            return None
    return node, unit, is_whole


def _units(graph: Graph, node: Node) -> int | None:
    return node.shape[channel_axis(graph, node)] if len(node.shape) > 1 else None
