"""The effective receptive field: how much of what a unit sees matters to it.

Luo, Li, Urtasun and Zemel, "Understanding the effective receptive field in deep convolutional neural networks"
(2016, arXiv:1701.04128): the gradient of a unit with respect to the pixels, its magnitude averaged over inputs.
"""

from __future__ import annotations

from math import ceil, floor

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.graph.backward.gradients import gradient
from convscope.graph.graph import Graph
from convscope.graph.node import Node

# Inputs at a time; the field is an average, so that nothing depends on it.
_BATCH = 4


def effective_field(graph: Graph, inputs: Tensor, node: Node, index: tuple[int, ...]) -> NDArray[np.float64]:
    """Magnitude of a unit's gradient, summed over the input's channels and averaged over inputs.

    Args:
        graph: the network.
        inputs: (N, C, ...), photos or noise.
        node: the layer of the unit.
        index: of the unit in the layer's value for one input.

    Returns:
        The input's places, (rows, columns) where it has two axes.
    """
    place: tuple[int | slice, ...] = (slice(None), *index)
    total = torch.zeros(inputs.shape[2:], dtype=torch.float64)
    for start in range(0, len(inputs), _BATCH):
        found = gradient(
            graph,
            {graph.input: inputs[start : start + _BATCH]},
            [node],
            lambda values: values[node][place],
            [graph.input],
        )
        total += found.gradients[graph.input].abs().sum((0, 1)).cpu().double()
    averaged: NDArray[np.float64] = (total / len(inputs)).numpy()
    return averaged


def central_interval(profile: NDArray[np.float64], centre: float, share: float) -> tuple[int, int] | None:
    """Smallest interval around a centre that holds a share of a profile.

    Args:
        profile: (places,) not negative: a field summed over all other axes.
        centre: a place, half a place between two.
        share: between 0 and 1.

    Returns:
        First and one past the last place; None where the profile is zero everywhere.
    """
    if not profile.sum() > 0:
        return None
    distance = np.abs(np.arange(len(profile)) - centre)
    order = np.argsort(distance, kind="stable")
    held = np.cumsum(profile[order])
    enough = int(np.searchsorted(held, share * held[-1]))
    reach = float(distance[order[min(enough, len(order) - 1)]])
    return max(ceil(centre - reach), 0), min(floor(centre + reach) + 1, len(profile))


def deviation(profile: NDArray[np.float64]) -> float:
    """Standard deviation in places of a profile (places,) about its own mean; not all of it is zero."""
    places = np.arange(len(profile))
    mean = np.average(places, weights=profile)
    return float(np.average((places - mean) ** 2, weights=profile) ** 0.5)
