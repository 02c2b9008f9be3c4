"""What the objectives that compare two photos share: a layer's map with its channels first, and its sizes."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional as F

from convscope.errors import ObjectiveError
from convscope.graph import Node
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.network import Network


def map_of(
    network: Network, address: str, input_shape: tuple[int, ...] | None
) -> tuple[Node, Callable[[Tensor], Tensor]]:
    """A layer, and how its value becomes (N, C, rows, columns).

    Raises:
        AddressError: the network has no such layer.
        ObjectiveError: the layer has no places, so that there is no map to compare.
    """
    graph = network.graph(input_shape)
    node = graph.find_layer(address)
    if len(node.shape) != 4:
        raise ObjectiveError(
            f"The layer {address} holds no maps of a photo: it is of shape {node.shape[1:]}.",
            "Choose a layer before the network's head.",
        )
    axis = channel_axis(graph, node)
    return node, lambda value: value.movedim(axis, 1)


def check_channels(address: str, maps: Tensor, channels: int) -> None:
    """Refuse to compare maps with those of a layer that has another number of channels.

    Raises:
        ObjectiveError: naming both numbers.
    """
    if maps.shape[1] != channels:
        raise ObjectiveError(
            f"The layer {address} has {maps.shape[1]} channels, what it shall match has {channels}.",
            "Compute the target by the same layer of the same network.",
        )


def check_sizes(address: str, maps: Tensor, target: Tensor, name: str) -> None:
    """Refuse to compare maps (N, C, rows, columns) place by place with a target (C, rows, columns) of other sizes.

    Raises:
        ObjectiveError: naming both.
    """
    if maps.shape[1:] != target.shape:
        raise ObjectiveError(
            f"The layer {address} has maps of {tuple(maps.shape[1:])}, {name} has {tuple(target.shape)} there.",
            "Compute the target at the picture's own size.",
        )


def places_of_mask(mask: Tensor | None, maps: Tensor) -> Tensor:
    """The share (rows * columns,) of each place of maps in a region; the shares sum to 1.

    Args:
        mask: (rows, columns) in [0, 1], of any size: it is resized to the maps by averaging, so that a place
            counts as much as the region covers of it.  None: everywhere alike.
        maps: (N, C, rows, columns).

    Raises:
        ObjectiveError: the region is empty.
    """
    rows, columns = maps.shape[2:]
    if mask is None:
        return maps.new_full((rows * columns,), 1 / (rows * columns))
    share = F.interpolate(mask[None, None].to(maps), (rows, columns), mode="area").flatten()
    total = share.sum()
    if not total > 0:
        raise ObjectiveError("The mask of a region is empty.", "Paint white what the region covers.")
    return share / total
