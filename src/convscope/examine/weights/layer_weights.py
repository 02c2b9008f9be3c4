"""The weights of a convolution or linear layer of a network."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from convscope.errors import AddressError, suggest
from convscope.graph import Graph, Node


def weighted_layer(graph: Graph, address: str | None = None) -> Node:
    """The convolution or linear layer at an address, or the only one below it; by default the first convolution.

    Raises:
        AddressError: there is none, or more than one.
    """
    found = [node for node in graph.layers if node.kind.arithmetic in ("convolution", "linear")]
    if address is None:
        if not found:
            raise AddressError(
                "The network has no convolution and no linear layer.", "Choose another network."
            )
        return next((node for node in found if node.kind.arithmetic == "convolution"), found[0])
    below = [node for node in found if address in (node.address, *node.scopes)]
    if len(below) == 1:
        return below[0]
    node = graph.find(address)
    if node in found:
        return node
    names = [one.address for one in (below or found)]
    if below:
        raise AddressError(
            f"{address} has {len(below)} layers with weights.", f"Name one: {', '.join(names[:6])}."
        )
    raise AddressError(
        f"{address} has no weights.", suggest(address, names, f"Name one of {', '.join(names[:6])}.")
    )


def kernels_of(graph: Graph, layer: Node) -> NDArray[np.float64]:
    """The kernels (units, inputs, rows, columns) as the network uses them, say after a weight standardization.

    Of a linear layer, and of a convolution along one axis, axes of length 1 stand for those that are missing.

    Raises:
        AddressError: they are computed from the photo, or have three axes or more.
    """
    weight = layer.argument("weight")
    if weight not in graph.constants:
        raise AddressError(f"The weights of {layer.address} depend on the photo.", "Name another layer.")
    values: torch.Tensor = graph.constant(weight).detach().double().cpu()
    if values.dim() > 4:
        raise AddressError(
            f"The kernels of {layer.address} have {values.dim() - 2} axes.", "Name a layer with two."
        )
    if values.dim() == 3:
        values = values[:, :, None]
    found: NDArray[np.float64] = values.reshape(*values.shape, *[1] * (4 - values.dim())).numpy()
    return found


def first_input(layer: Node, kernels: NDArray[np.float64], unit: int) -> int:
    """Number of the unit that a unit's first weights weigh: of a convolution in groups the first of its group.

    Args:
        layer: a convolution or linear layer.
        kernels: (units, inputs, rows, columns) of it.
        unit: whose weights.
    """
    groups = 1 if layer.kind.arithmetic == "linear" else int(layer.argument("groups"))
    of_group: int = kernels.shape[1]
    return unit // (len(kernels) // groups) * of_group


def reads_the_photo(graph: Graph, layer: Node) -> bool:
    """Whether nothing lies between the photo and a layer but what has no weights, such as a border."""
    return not any(node.kind.is_weighted for node in graph.ancestors([layer]) - {layer})
