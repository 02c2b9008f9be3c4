"""A network with layers held and weights changed; the module stays what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch

from convscope.errors import AddressError, EditError, suggest
from convscope.graph import Graph, Node
from convscope.graph.changed_tensors import Change, ChangedTensors
from convscope.graph.node import TENSOR
from convscope.graph.pinning import Pin, PinnedGraph, pinned
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.network.edits.edits import Hold, Weigh
from convscope.network.edits.reading import Edits
from convscope.network.network import Network


@dataclass(frozen=True, eq=False)
class ChangedGraph:
    """A graph with edits.

    Attributes:
        graph: with them.
        own: for each of its nodes that of the graph before which computes the same, where there is one.
        changes: its nodes that have values of their own: changed tensors and pinned layers.
    """

    graph: Graph
    own: Mapping[Node, Node]
    changes: tuple[Node, ...]


def changed_graph(graph: Graph, edits: Edits) -> ChangedGraph:
    """A graph with layers held and weights changed.

    Raises:
        AddressError: there is no such layer, channel, place or tensor.
        EditError: the network depends on chance.
    """
    pins: dict[Node, Pin] = {}
    weights: dict[str, list[Change]] = {}
    for one in edits.each:
        if isinstance(one, Hold):
            node = _layer(graph, one)
            pins[node] = _pin(graph, node, one, pins.get(node))
        elif isinstance(one, Weigh):
            _check(graph, one)
            weights.setdefault(one.tensor, []).append((one.index, one.value))
    held = pinned(graph, pins) if pins else PinnedGraph(graph, {node: node for node in graph.nodes}, ())
    tensors = ChangedTensors(held.graph.tensors, weights, {})
    changed = [n for n in held.graph.nodes if n.operation == TENSOR and n.address in tensors.changed]
    return ChangedGraph(held.graph.with_tensors(tensors), held.own, (*held.pins, *changed))


def changed_network(network: Network, edits: Edits) -> Network:
    """A network with layers held and weights changed; it can be asked everything that a network can be asked.

    Raises:
        AddressError: there is no such layer, channel, place or tensor.
        EditError: an edit is one of the photo, or the network depends on chance.
    """
    if edits.of_photo:
        raise EditError(
            f"{edits.of_photo[0]} edits a photo, and only a network was given.",
            "Give the photo, too: convscope.edit(network, photo, edits).",
        )
    graph = network.graph()
    return of_changed_graph(network, edits, changed_graph(graph, edits).graph, graph.input_shape)


def of_changed_graph(network: Network, edits: Edits, changed: Graph, input_shape: tuple[int, ...]) -> Network:
    """The network of a changed graph, which is that for one size of the input; for others it is changed anew."""
    if not edits.each:
        return network
    known = network.description
    return Network.from_tracer(
        lambda shape: changed if shape == input_shape else changed_graph(network.graph(shape), edits).graph,
        replace(
            known,
            weights=f"{known.weights}, with the edits {edits}",
            opening=replace(known.opening, edits=str(edits)),
            labels=network.labels,
            task=network.task.name,
        ),
    )


def _layer(graph: Graph, hold: Hold) -> Node:
    node = graph.find_layer(hold.layer)
    if node in graph.inputs:
        raise EditError(f"{hold} holds the network's input.", "Paint the photo instead: pixel@10,12=#ff0000.")
    if any(one.depends_on_chance for one in graph.nodes):
        raise EditError(
            "A layer of a network that depends on chance cannot be held: its random numbers would be others.",
            "Change a weight instead.",
        )
    return node


def _pin(graph: Graph, node: Node, hold: Hold, before: Pin | None) -> Pin:
    """A pin with one hold more."""
    axis = channel_axis(graph, node) if len(node.shape) > 1 else 0
    sizes = [size or 1 for size in node.shape]
    channels = sizes[axis] if axis else 1
    if hold.channel >= channels:
        raise AddressError(
            f"{node.address} has no channel {hold.channel}.", f"It has {channels}, numbered from 0."
        )
    places = [dimension for dimension in range(1, len(sizes)) if dimension != axis]
    if hold.place is not None and (
        len(hold.place) != len(places)
        or any(at >= sizes[d] for at, d in zip(hold.place, places, strict=True))
    ):
        extent = tuple(sizes[dimension] for dimension in places)
        raise AddressError(
            f"{node.address} has no place {','.join(map(str, hold.place))}.", f"Its places are {extent}."
        )
    shape = [
        size if dimension == axis or hold.place is not None else 1 for dimension, size in enumerate(sizes)
    ]
    mask = torch.zeros(shape, dtype=torch.bool, device=graph.device)
    values = torch.zeros(shape, dtype=graph.dtype, device=graph.device)
    if before is not None:
        shape = [max(sizes) for sizes in zip(shape, before.mask.shape, strict=True)]
        mask, values = before.mask.expand(shape).clone(), before.values.expand(shape).clone()
    index: list[int | slice] = [slice(None)] * len(shape)
    if axis:
        index[axis] = hold.channel
    if hold.place is not None:
        for dimension, at in zip(places, hold.place, strict=True):
            index[dimension] = at
    mask[tuple(index)], values[tuple(index)] = True, hold.value
    if mask.dim() == 4:  # as the layer's own values lie in memory: what follows sums them in the same order
        mask, values = (part.contiguous(memory_format=torch.channels_last) for part in (mask, values))
    return Pin(mask, values)


def _check(graph: Graph, weigh: Weigh) -> None:
    if weigh.tensor not in graph.tensors:
        names = graph.read_tensors
        raise AddressError(
            f"The network has no tensor {weigh.tensor!r}.",
            suggest(weigh.tensor, names, f"Name one as {next(iter(names), 'conv.weight')}."),
        )
    tensor = graph.tensors[weigh.tensor]
    shape = tuple(tensor.shape)
    if not tensor.is_floating_point():
        raise EditError(f"{weigh.tensor} holds no weights, but whole numbers.", "Name another tensor.")
    if len(weigh.index) != len(shape) or any(at >= size for at, size in zip(weigh.index, shape, strict=True)):
        raise AddressError(
            f"{weigh.tensor} has no place [{','.join(map(str, weigh.index))}].",
            f"Its shape is {shape}, each axis numbered from 0.",
        )
