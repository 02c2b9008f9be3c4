"""What a photo shows of a checkerboard: transposed convolutions, whose outputs take turns.

Source: Odena, Dumoulin and Olah 2016, "Deconvolution and checkerboard artifacts", doi:10.23915/distill.00003.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.graph import Graph, evaluate
from convscope.graph.shapes.sliding_rules import products_of_places
from convscope.report.stage import quantize

# Rows and columns of what is shown, so that single places can be told apart.
_SHOWN = 32


@dataclass(frozen=True, eq=False)
class Checkerboard:
    """How unlike the neighbouring outputs of a transposed convolution are, by their turns alone.

    Attributes:
        address: of the layer.
        products: (rows, columns) how many products a channel each place of a turn is a sum of.
        share: of the variance of the layer's values from place to place, that of the means of the turns.
        by_chance: that share where the places' values have nothing to do with their turns.
        channel: where the turns differ most.
        levels: (rows, columns) its values in the middle of the map, from 0, the least, to 255, the greatest.
    """

    address: str
    products: NDArray[np.int64]
    share: float
    by_chance: float
    channel: str
    levels: NDArray[np.uint8]

    @property
    def is_uneven(self) -> bool:
        """Whether some places are sums of more products than others."""
        return bool((self.products != self.products[0, 0]).any())


def read_checkerboards(graph: Graph, inputs: Tensor) -> tuple[Checkerboard, ...]:
    """The transposed convolutions with a stride, of maps of rows and columns, for one photo (1, C, rows, columns)."""
    products = {node: counts for node in graph.layers if (counts := products_of_places(node)) is not None}
    with torch.no_grad():
        values = evaluate(graph, {graph.input: inputs}, list(products))
    found = []
    for node, counts in products.items():
        layer = values[node][0].double()
        between, total = _variances(layer, counts.shape)
        channel = int(between.argmax())
        rows, columns = (_middle(*pair) for pair in zip(layer.shape[1:], counts.shape, strict=True))
        found.append(
            Checkerboard(
                address=node.address,
                products=counts,
                share=float(between.sum() / total.sum().clamp_min(1e-30)),
                by_chance=(counts.size - 1) / max(1, layer[0].numel() - 1),
                channel=f"{node.address}:{channel}",
                levels=quantize(layer[channel, rows, columns].cpu().numpy())[2],
            )
        )
    return tuple(found)


def _middle(size: int, turn: int) -> slice:
    """The middle of an axis, from the beginning of a turn."""
    first = max(0, (size - _SHOWN) // 2) // turn * turn
    return slice(first, first + _SHOWN)


def _variances(layer: Tensor, turns: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Of each channel of maps (C, rows, columns) the variance of the means of the turns, and that of all places."""
    mean = layer.mean((1, 2))
    between = torch.zeros_like(mean)
    for row in range(turns[0]):
        for column in range(turns[1]):
            part = layer[:, row :: turns[0], column :: turns[1]]
            if part.numel():
                between += part[0].numel() * (part.mean((1, 2)) - mean).square()
    return between / layer[0].numel(), layer.var((1, 2), correction=0)
