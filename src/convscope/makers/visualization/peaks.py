"""How high a unit gets on a picture, and where."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from convscope.graph import Node, evaluate
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.network import Network
from convscope.objectives import Objective
from convscope.objectives.units import Channel, Neuron

Place = tuple[int, int] | None


def as_inputs(network: Network, images: Tensor) -> Tensor:
    """Pictures (N, C, rows, columns) between 0 and 1 as the network takes them."""
    return images if network.preprocessing is None else network.preprocessing.from_display(images)


@torch.no_grad()
def peaks(
    network: Network, inputs: Tensor, units: Sequence[Objective], signs: Sequence[int]
) -> list[list[tuple[float, Place]]]:
    """For each unit and each input how high it gets, and at which (row, column) of its layer.

    A channel gets as high as its highest place; everything else is one number, and has no place unless it is a
    neuron.

    Args:
        network: the network.
        inputs: (N, C, rows, columns) as the network takes them.
        units: what is asked of each.
        signs: of each unit 1, or -1 to ask for the lowest place.
    """
    graph = network.graph(inputs.shape[1:])
    bounds = [unit.bind(network, inputs.shape[1:]) for unit in units]
    nodes = tuple(dict.fromkeys(node for bound in bounds for node in bound.reads))
    values = evaluate(graph, {graph.input: inputs}, nodes)
    found: list[list[tuple[float, Place]]] = []
    for unit, bound, sign in zip(units, bounds, signs, strict=True):
        node = bound.reads[0]
        if isinstance(unit, Channel) and len(node.shape) == 4:
            found.append(_of_map(values[node].select(channel_axis(graph, node), unit.channel), sign))
            continue
        place = unit.place if isinstance(unit, Neuron) and len(unit.place) == 2 else None
        scores = bound.score({node: values[node] for node in bound.reads})
        found.append([(float(score), place) for score in scores])
    return found


def _of_map(maps: Tensor, sign: int) -> list[tuple[float, Place]]:
    columns = maps.shape[2]
    highest = (sign * maps).flatten(1).max(1)
    return [
        (sign * float(value), divmod(int(index), columns))
        for value, index in zip(highest.values, highest.indices, strict=True)
    ]


def node_of(network: Network, unit: Objective, input_shape: tuple[int, ...]) -> Node:
    """The first layer that a unit reads."""
    return unit.bind(network, input_shape).reads[0]
