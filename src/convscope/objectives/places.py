"""A patch of a layer's places: rows 40 to 47 and columns 60 to 67, as a text ``40-47,60-67``."""

from __future__ import annotations

from dataclasses import dataclass

from convscope.errors import AddressError
from convscope.graph import Graph, Node
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.network import Network
from convscope.objectives.objective import Bound, Objective
from convscope.objectives.units import check_number, layer_of

# First and last place along an axis, from 0; the last one counts.
Span = tuple[int, int]


@dataclass(frozen=True)
class Patch(Objective):
    """Mean of a channel over a patch of its places.

    Attributes:
        address: the layer.
        channel: from 0.
        spans: of the rows and of the columns (in general one an axis).
    """

    address: str
    channel: int
    spans: tuple[Span, ...]

    @property
    def is_local(self) -> bool:
        """See `Objective.is_local`."""
        return True

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        graph = network.graph(input_shape)
        node = layer_of(network, self.address, input_shape)
        axis = channel_axis(graph, node)
        check_number(node, self.address, "channel", self.channel, axis)
        index = patch_index(graph, node, self.address, self.spans)
        within = (*index[:axis], slice(self.channel, self.channel + 1), *index[axis + 1 :])
        return Bound((node,), lambda values: values[node][within].flatten(1).mean(1))

    def __str__(self) -> str:
        return f"{self.address}:{self.channel}@{spans_text(self.spans)}"


def spans_text(spans: tuple[Span, ...]) -> str:
    """``40-47,60-67``; one place alone is one number."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def patch_index(graph: Graph, node: Node, address: str, spans: tuple[Span, ...]) -> tuple[slice, ...]:
    """Where a patch stands in the value (N, C, ...) of a layer, in all its channels.

    Raises:
        AddressError: the layer has more or fewer axes, or the patch is not within it.
    """
    channels = channel_axis(graph, node)
    axes = len(node.shape) - 2
    if len(spans) != axes:
        raise AddressError(
            f"A patch of {address} has {axes} coordinates, {len(spans)} were given.",
            "Write LAYER:CHANNEL@ROWS,COLUMNS as in output:0@40-47,60-67." if axes == 2 else "",
        )
    names = ("row", "column") if axes == 2 else tuple(f"coordinate {axis + 1}" for axis in range(axes))
    index = [slice(None)] * len(node.shape)
    places = (dimension for dimension in range(1, len(node.shape)) if dimension != channels)
    for name, (first, last), dimension in zip(names, spans, places, strict=True):
        if first > last:
            raise AddressError(
                f"The patch of {address} ends at {name} {last}, before it begins at {first}.",
                f"Write {last}-{first}.",
            )
        check_number(node, address, name, last, dimension)
        index[dimension] = slice(first, last + 1)
    return tuple(index)
