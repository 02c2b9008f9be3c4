"""A graph in which some numbers of some layers are held at given values, and everything behind them follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from convscope.graph.changed_tensors import ChangedTensors
from convscope.graph.graph import Graph
from convscope.graph.node import TENSOR, Node, substitute

UNPINNED = "unpinned"  # what the address of a layer's own value ends with, where the layer is pinned


@dataclass(frozen=True, eq=False)
class Pin:
    """Numbers of a layer that are held.

    Attributes:
        mask: (1, ...) bool, which of them; axes of length 1 stand for the whole axis.
        values: (1, ...) of the same shape, what they are held at.
    """

    mask: Tensor
    values: Tensor


@dataclass(frozen=True, eq=False)
class PinnedGraph:
    """A graph with layers pinned.

    Attributes:
        graph: with them.
        own: for each of its nodes that of the graph before which computes the same; of a pinned layer that is its own
            value, whose address ends with ``.unpinned``.
        pins: what holds the layers.
    """

    graph: Graph
    own: Mapping[Node, Node]
    pins: tuple[Node, ...]


def pinned(graph: Graph, pins: Mapping[Node, Pin]) -> PinnedGraph:
    """Pin layers: each is followed by ``where(mask, values, layer)``, which takes its address."""
    nodes: list[Node] = []
    own: dict[Node, Node] = {}
    read: dict[Node, Node] = {}
    added: dict[str, Tensor] = {}

    def append(node: Node) -> Node:
        nodes.append(replace(node, position=len(nodes)))
        return nodes[-1]

    for node in graph.nodes:
        pin = pins.get(node)
        if pin is None and len(nodes) == node.position:  # nothing before it is pinned
            nodes.append(node)
            own[node] = read[node] = node
            continue
        moved = replace(
            node,
            position=len(nodes),
            arguments=substitute(node.arguments, read.__getitem__),
            keywords=substitute(node.keywords, read.__getitem__),
        )
        if pin is None:
            nodes.append(moved)
            own[moved], read[node] = node, moved
            continue
        layer = append(replace(moved, address=f"{node.address}.{UNPINNED}"))
        own[layer] = node
        held = {f"{node.address}.{name}": value for name, value in (("mask", pin.mask), ("pin", pin.values))}
        added |= held
        tensors = [
            append(Node(0, name, TENSOR, None, (), {}, tuple(value.shape), node.scopes))
            for name, value in held.items()
        ]
        read[node] = append(
            replace(
                node,
                operation="where",
                function=torch.ops.aten.where.self,
                arguments=(*tensors, layer),
                keywords={},
            )
        )
    changed = Graph(
        tuple(nodes),
        {name: read[node] for name, node in graph.outputs.items()},
        graph.input_shape,
        ChangedTensors(graph.tensors, {}, added),
        graph.parameters,
        {read[node]: value for node, value in graph.held.items()},
    )
    return PinnedGraph(changed, own, tuple(read[node] for node in pins))
