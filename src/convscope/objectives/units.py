"""Objectives that read a layer: all of it, one channel, one neuron."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from convscope.errors import AddressError, NetworkError, did_you_mean
from convscope.graph import Graph, Node
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.network import Network
from convscope.objectives.objective import Bound, Objective


@dataclass(frozen=True)
class Layer(Objective):
    """Mean of the squares of a layer's values: how strongly it responds (DeepDream's objective).

    Attributes:
        address: the layer, also a unique ending of its address.
    """

    address: str

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        node = layer_of(network, self.address, input_shape)
        return Bound((node,), lambda values: _each(values[node].square()))

    def __str__(self) -> str:
        return self.address


@dataclass(frozen=True)
class Channel(Objective):
    """Mean of a channel over its places.

    Attributes:
        address: the layer.
        channel: from 0.
    """

    address: str
    channel: int

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        graph = network.graph(input_shape)
        node = layer_of(network, self.address, input_shape)
        if (
            len(node.shape) == 1 and self.channel == 0
        ):  # one number an example, as a network of one score gives it
            return Bound((node,), lambda values: values[node])
        axis = channel_axis(graph, node)
        check_number(node, self.address, "channel", self.channel, axis)
        return Bound((node,), lambda values: _each(values[node].select(axis, self.channel)))

    def __str__(self) -> str:
        return f"{self.address}:{self.channel}"


@dataclass(frozen=True)
class Neuron(Objective):
    """One value of a feature map.

    Attributes:
        address: the layer.
        channel: from 0.
        place: row and column (in general one number an axis), from 0.
    """

    address: str
    channel: int
    place: tuple[int, ...]

    @property
    def is_local(self) -> bool:
        """See `Objective.is_local`."""
        return bool(self.place)

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        graph = network.graph(input_shape)
        node = layer_of(network, self.address, input_shape)
        channels = channel_axis(graph, node)
        check_number(node, self.address, "channel", self.channel, channels)
        axes = len(node.shape) - 2
        if len(self.place) != axes:
            raise AddressError(
                f"A neuron of {self.address} has {axes} coordinates, {len(self.place)} were given.",
                "Write LAYER:CHANNEL@ROW,COLUMN." if axes == 2 else "",
            )
        names = ("row", "column") if axes == 2 else tuple(f"coordinate {axis + 1}" for axis in range(axes))
        places = [dimension for dimension in range(1, len(node.shape)) if dimension != channels]
        for name, number, dimension in zip(names, self.place, places, strict=True):
            check_number(node, self.address, name, number, dimension)
        index = element_index(graph, node, self.channel, self.place)
        everywhere: tuple[int | slice, ...] = (slice(None), *index)
        return Bound((node,), lambda values: values[node][everywhere])

    def __str__(self) -> str:
        return f"{self.address}:{self.channel}@{','.join(map(str, self.place))}"


def element_index(graph: Graph, node: Node, channel: int, place: tuple[int, ...]) -> tuple[int, ...]:
    """Where a channel's value at a place stands in the layer's value for one photo."""
    before = channel_axis(graph, node) - 1
    return (*place[:before], channel, *place[before:])


def layer_of(network: Network, address: str, input_shape: tuple[int, ...] | None) -> Node:
    """The layer at an address.

    Raises:
        AddressError: there is none, whereby classes of that name are named; or it has no value of its own for each
            example.
    """
    try:
        node = network.graph(input_shape).find_layer(address)
    except AddressError as error:
        raise AddressError(error.message, _classes_meant(network, address) or error.hint) from error
    return node


def _classes_meant(network: Network, address: str) -> str:
    """The classes that a text may mean that names no layer."""
    try:
        meant = network.labels.holding(address)
    except NetworkError:  # it has no classes
        return ""
    return did_you_mean([f"class:{word}" for word in meant])


def _each(values: Tensor) -> Tensor:
    """Mean (N,) of (N, ...) for each photo."""
    return values.reshape(len(values), -1).mean(1)


def check_number(node: Node, address: str, name: str, number: int, dimension: int) -> None:
    """Refuse a channel, row or column that a layer has not.

    Raises:
        AddressError: saying how many there are.
    """
    size = node.shape[dimension] if len(node.shape) > dimension else 0
    if not 0 <= number < (size or 0):
        raise AddressError(
            f"The layer {address} has no {name} {number}.",
            f"It has {size}, numbered 0 to {size - 1}." if size else f"It has no {name}s.",
        )
