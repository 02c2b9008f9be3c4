"""Objectives that read a layer: all of it, one channel, one neuron."""

from __future__ import annotations

from dataclasses import dataclass

from convscope.errors import AddressError
from convscope.graph import Node
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
        node = network.graph(input_shape).find(self.address)
        return Bound((node,), lambda values: values[node].square().reshape(len(values[node]), -1).mean(1))

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
        node = network.graph(input_shape).find(self.address)
        _check(node, self.address, "channel", self.channel, 1)
        return Bound(
            (node,), lambda values: values[node][:, self.channel].reshape(len(values[node]), -1).mean(1)
        )

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

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        node = network.graph(input_shape).find(self.address)
        _check(node, self.address, "channel", self.channel, 1)
        axes = len(node.shape) - 2
        if len(self.place) != axes:
            raise AddressError(
                f"A neuron of {self.address} has {axes} coordinates, {len(self.place)} were given.",
                "Write LAYER:CHANNEL@ROW,COLUMN." if axes == 2 else "",
            )
        names = ("row", "column") if axes == 2 else tuple(f"coordinate {axis + 1}" for axis in range(axes))
        for axis, (name, number) in enumerate(zip(names, self.place, strict=True)):
            _check(node, self.address, name, number, axis + 2)
        index: tuple[int | slice, ...] = (slice(None), self.channel, *self.place)
        return Bound((node,), lambda values: values[node][index])

    def __str__(self) -> str:
        return f"{self.address}:{self.channel}@{','.join(map(str, self.place))}"


def _check(node: Node, address: str, name: str, number: int, dimension: int) -> None:
    size = node.shape[dimension] if len(node.shape) > dimension else 0
    if not 0 <= number < (size or 0):
        raise AddressError(
            f"The layer {address} has no {name} {number}.",
            f"It has {size}, numbered 0 to {size - 1}." if size else f"It has no {name}s.",
        )
