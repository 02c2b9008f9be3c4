"""Which layers a scan examines, and their values as units and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from convscope.errors import AddressError, ScanError
from convscope.graph import Graph, Node
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.graph.shapes.stages import stage_ends
from convscope.learn.network_parts import penultimate
from convscope.network import Network


@dataclass(frozen=True)
class ScannedLayer:
    """A layer of a scan.

    Attributes:
        address: of the layer.
        units: how many it has.
        places: its sizes, (rows, columns) of a feature map; () where a unit is one number.
        node: of the network's graph.
        axis: the dimension of its values that counts the units.
    """

    address: str
    units: int
    places: tuple[int, ...]
    node: Node = field(repr=False, compare=False)
    axis: int = field(default=1, repr=False, compare=False)

    def by_unit(self, values: Tensor) -> NDArray[np.float32]:
        """Values (N, ...) of the layer as (N, units, places)."""
        flat = values.movedim(self.axis, 1).flatten(2) if values.dim() > 2 else values.unsqueeze(-1)
        return np.ascontiguousarray(flat.float().cpu().numpy())


@dataclass(frozen=True)
class ScannedLayers:
    """The layers of a scan.

    Attributes:
        layers: in the order of evaluation.
        scores: the layer of the network's scores; None where it is not among them.
        penultimate: what the last layer with weights reads; None likewise.
        vectors: layers of which each photo's means over the places are kept.
    """

    layers: tuple[ScannedLayer, ...]
    scores: ScannedLayer | None
    penultimate: ScannedLayer | None
    vectors: tuple[ScannedLayer, ...]

    @property
    def wanted(self) -> tuple[Node, ...]:
        """What is computed."""
        return tuple(layer.node for layer in self.layers)

    @property
    def values(self) -> int:
        """How many values the layers have for one photo."""
        return sum(layer.units * prod(layer.places) for layer in self.layers)


def scanned_layers(
    network: Network, addresses: Sequence[str] = (), vectors: Sequence[str] = ()
) -> ScannedLayers:
    """The layers of addresses, by default the last of each stage, the penultimate layer and the scores.

    ``scores`` and ``penultimate`` are addresses, too, unless a layer has that name.

    Raises:
        AddressError: the network has no such layer.
        ScanError: a layer is the input itself, or its vectors are asked for but not the layer.
        EvaluationError: the network has no layer with weights, and no address is given.
    """
    graph = network.graph()
    scores, last = network.task.scores(graph), penultimate(graph)
    special = {"scores": scores, "penultimate": last}

    def layer_of(address: str) -> Node:
        try:
            return graph.find_layer(address)
        except AddressError:
            if address not in special:
                raise
            return special[address]

    found = [layer_of(address) for address in addresses] or [*stage_ends(graph), last, scores]
    nodes = sorted(dict.fromkeys(found), key=lambda node: node.position)
    kept = [layer_of(address) for address in vectors]
    for node, said in zip(found, addresses, strict=False):
        if len(node.shape) < 2 or node in graph.inputs:
            raise ScanError(f"{said} has no units.", "Name a layer that computes something.")
    for node, said in zip(kept, vectors, strict=True):
        if node not in nodes:
            raise ScanError(
                f"The vectors of {said} are asked for, which is not examined.", "Name it as a layer too."
            )
    layers = {node: scanned_layer(network.graph(), node) for node in nodes}
    return ScannedLayers(
        tuple(layers.values()),
        layers.get(scores),
        layers.get(last),
        tuple(layers[node] for node in sorted({*kept, last} & {*nodes}, key=lambda node: node.position)),
    )


def scanned_layer(graph: Graph, node: Node) -> ScannedLayer:
    """A layer as a scan sees it: units, and places unless a unit is one number."""
    axis = channel_axis(graph, node)
    sizes = [size or 0 for size in node.shape]
    places = tuple(size for place, size in enumerate(sizes) if place not in (0, axis))
    return ScannedLayer(node.address, sizes[axis], places if prod(places) > 1 else (), node, axis)
