"""One number of a network, by the text form of a unit."""

from __future__ import annotations

from dataclasses import dataclass

from convscope.errors import ObjectiveError
from convscope.graph import Node
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.network import Network
from convscope.objectives.classes import ClassScore
from convscope.objectives.text import parse
from convscope.objectives.units import Channel, Neuron, element_index


@dataclass(frozen=True)
class UnitElement:
    """One number of a network's graph.

    Attributes:
        node: the layer that holds it.
        index: where in the layer's value for one photo: (channel, row, column) in a feature map, (row, column,
            channel) in one whose channels come last.
        place: (row, column); empty where the layer has no places.
    """

    node: Node
    index: tuple[int, ...]
    place: tuple[int, ...] = ()


def unit_element(network: Network, text: str, input_shape: tuple[int, ...] | None = None) -> UnitElement:
    """The one number that a text names.

    Args:
        network: the network.
        text: ``LAYER:CHANNEL@ROW,COLUMN``; ``LAYER:CHANNEL`` where a channel is one number, as in a linear
            layer and after global pooling; ``class:LABEL``.
        input_shape: (C, ...) of the photo, by default the network's own.

    Raises:
        AddressError: the network has no such layer, channel or place.
        ObjectiveError: the text cannot be read, or names more than one number.
    """
    unit = parse(text)
    if isinstance(unit, Neuron):
        (node,) = unit.bind(network, input_shape).reads
        index = element_index(network.graph(input_shape), node, unit.channel, unit.place)
        return UnitElement(node, index, unit.place)
    if isinstance(unit, Channel):
        (node,) = unit.bind(network, input_shape).reads
        graph = network.graph(input_shape)
        axis = channel_axis(graph, node)
        sizes = [size for dimension, size in enumerate(node.shape) if dimension not in (0, axis)]
        if all(size == 1 for size in sizes):
            place = tuple(0 for _ in sizes)
            return UnitElement(node, element_index(graph, node, unit.channel, place), place)
    if isinstance(unit, ClassScore):
        (node,) = unit.bind(network, input_shape).reads
        output, _ = network.task.column(network.task.labels.find(str(unit.label)))
        return UnitElement(node, (output,) + (0,) * (len(node.shape) - 2) if len(node.shape) > 1 else ())
    raise ObjectiveError(
        f"One number of the network was expected, but {text!r} is another objective.",
        "Write LAYER:CHANNEL@ROW,COLUMN, for example blocks.1:12@7,7, or class:LABEL.",
    )
