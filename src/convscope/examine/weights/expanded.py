"""Expanded weights: what a unit weighs each pixel with, through all layers before it.

Voss et al., "Visualizing Weights" (Distill 2021): the network is made linear, each rectifier the identity and each
maximum of a window its mean, and the unit is differentiated by the pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.errors import AddressError
from convscope.graph import Graph, Node, gradient
from convscope.graph.backward.rules import Rule
from convscope.graph.forward.chunks import chunk_size
from convscope.graph.shapes.receptive_fields import receptive_fields

_SAME = 1e-3


def expanded_weights(graph: Graph, layer: Node, units: Sequence[int]) -> NDArray[np.float64]:
    """The weights (units, C, rows, columns) of the pixels that the middle place of a layer sees.

    Args:
        graph: the network.
        layer: whose units.
        units: which.

    Raises:
        AddressError: something lies between that is neither a sum nor a rectifier nor a pooling.
    """
    size = max(1, chunk_size(graph, keeps_values=True, nodes=graph.ancestors([layer]) & {*graph.layers}) // 2)
    parts = [_of_units(graph, layer, units[start : start + size]) for start in range(0, len(units), size)]
    fields = receptive_fields(graph)[layer]
    places = [size // 2 for size in _sizes(layer)] or [0] * len(fields)
    windows = [
        slice(*field.interval(place, extent))
        for field, place, extent in zip(fields, places, graph.input_shape[1:], strict=True)
    ]
    found: NDArray[np.float64] = np.concatenate(parts)[(slice(None), slice(None), *windows)]
    return found


def _of_units(graph: Graph, layer: Node, units: Sequence[int]) -> NDArray[np.float64]:
    """The gradients (units, C, ...) of the linear network, the same at every input."""
    place = tuple(size // 2 for size in _sizes(layer))
    shape = (len(units), *graph.input_shape)
    generator = torch.Generator().manual_seed(0)
    found = []
    for inputs in (torch.zeros(shape), torch.randn(shape, generator=generator)):
        result = gradient(
            graph,
            {graph.input: inputs.to(graph.device, graph.dtype)},
            [layer],
            lambda values: _picked(values[layer], units, place),
            [graph.input],
            linear_rules,
        )
        found.append(result.gradients[graph.input].cpu().double())
    first, second = found
    if float((first - second).abs().max()) > _SAME * float(first.abs().max()):
        raise AddressError(
            f"Between the pixels and {layer.address} lies something else than sums, rectifiers and pooling.",
            "Name an earlier layer.",
        )
    return first.numpy()


def _picked(values: Tensor, units: Sequence[int], place: tuple[int, ...]) -> Tensor:
    """Of each input its own unit (N,) at one place."""
    index: Any = (slice(None), slice(None), *place)
    middle = values[index]
    return middle.gather(1, torch.tensor(units, device=values.device)[:, None])[:, 0]


def _sizes(layer: Node) -> list[int]:
    return [size or 0 for size in layer.shape[2:]]


def linear_rules(node: Node) -> Rule | None:
    """The identity for a rectifier, the mean for the maximum of a window."""
    if node.kind.is_rectifier:
        return lambda x, *_rest, **_keywords: x
    if node.operation == "max_pool" and len(node.shape) == 4:
        return lambda x, *_rest, **_keywords: _mean_pool(node, x)
    return None


def _mean_pool(node: Node, x: Tensor) -> Tensor:
    def each(name: str) -> Any:
        value = node.argument(name)
        return value if value != [] else None

    dilation = node.argument("dilation")
    if any(step != 1 for step in ([dilation] if isinstance(dilation, int) else dilation)):
        raise AddressError(f"The windows of {node.address} have gaps.", "Name an earlier layer.")
    return torch.nn.functional.avg_pool2d(
        x,
        each("kernel_size"),
        each("stride") or each("kernel_size"),
        each("padding"),
        ceil_mode=bool(node.argument("ceil_mode")),
    )
