"""What a unit does to others by the weights alone: the network behind it made linear, as for expanded weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from convscope.errors import AddressError
from convscope.examine.weights.expanded import linear_rules
from convscope.graph import Graph, Node
from convscope.graph.backward.sweep import sweep
from convscope.graph.shapes.channel_axes import channel_axis

_SAME = 1e-2


def linear_effects(graph: Graph, layer: Node, unit: int, target: Node) -> NDArray[np.float64] | None:
    """By how much each unit of a layer rises where a unit before it is raised by 1 at all its places.

    Each rectifier is the identity and each maximum of a window its mean; of a map the middle place is read.

    Args:
        graph: the network.
        layer: of the unit.
        unit: its number.
        target: a layer that depends on it.

    Returns:
        (units,) of the target; None where something lies between that is not linear, such as a gate.
    """
    axis = channel_axis(graph, layer)
    generator = torch.Generator().manual_seed(0)
    known = {}
    for node in (layer, *graph.frontier([layer], [target])):
        shape = [size or 1 for size in node.shape[1:]]
        drawn = torch.randn(shape, generator=generator)
        # Without the unit and with it, about zero and about random values: of a linear network both differ alike.
        values = torch.stack([torch.zeros(shape), torch.zeros(shape), drawn, drawn])
        if node is layer:
            values[1].select(axis - 1, unit).add_(1)
            values[3].select(axis - 1, unit).add_(1)
        known[node] = values.to(graph.device, graph.dtype)
    try:
        values = sweep(graph, known, [layer], [target], linear_rules).values[target]
    except AddressError:  # a pooling that has no mean
        return None
    moved = values.movedim(channel_axis(graph, target), 1).double().cpu()
    place: Any = (slice(None), slice(None), *[size // 2 for size in moved.shape[2:]])
    middle = moved[place]
    found: NDArray[np.float64] = (middle[1] - middle[0]).numpy()
    again = (middle[3] - middle[2]).numpy()
    return found if np.abs(found - again).max() <= _SAME * np.abs(found).max() else None
