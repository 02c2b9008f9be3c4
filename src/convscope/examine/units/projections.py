"""A unit projected back to the pixels of its exemplars: what of a patch speaks for it.

The plates of Zeiler and Fergus 2014 (arXiv:1311.2901), by their deconvnet and by guided backpropagation (Springenberg
et al. 2015, arXiv:1412.6806).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.examine.units.patches import Patch
from convscope.graph import DECONVNET, GUIDED, Graph, Node, Rules, gradient
from convscope.graph.forward.chunks import chunk_size, in_chunks
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.images import Photo
from convscope.network import Network

# Beyond this share of the numbers values are cut off, so that a few extreme pixels do not leave the rest grey.
_PERCENTILE = 99.5


@dataclass(frozen=True, eq=False)
class Projection:
    """What of a patch speaks for the unit, drawn as a relief: colours about grey, which is 0.

    Attributes:
        guided: (rows, columns, 3) by guided backpropagation, in the patch's window.
        deconvnet: likewise by the deconvnet.
    """

    guided: NDArray[np.uint8]
    deconvnet: NDArray[np.uint8]


def projections(
    network: Network, layer: Node, unit: int, patches: Sequence[Patch], photos: Sequence[Photo]
) -> tuple[Projection, ...]:
    """The projections of a unit in the windows of its patches.

    Args:
        network: takes photos.
        layer: of the unit.
        unit: its number.
        patches: windows and places.
        photos: of the patches.
    """
    graph = network.graph()
    size = chunk_size(graph, keeps_values=True, nodes=graph.ancestors([layer]) & {*graph.layers})

    def run(part: slice) -> list[Projection]:
        inputs, shown = network.prepare(*photos[part]), patches[part]
        places = [(one.exemplar.row or 0, one.exemplar.column or 0) for one in shown]
        guided, deconvnet = (
            _projected(network, inputs, layer, unit, places, rules) for rules in (GUIDED, DECONVNET)
        )
        return [
            Projection(_relief(first, one.window), _relief(second, one.window))
            for first, second, one in zip(guided, deconvnet, shown, strict=True)
        ]

    return tuple(one for part in in_chunks(run, len(patches), size) for one in part)


def deconvnet_knows_photos(graph: Graph, layer: Node) -> bool:
    """Whether a maximum of windows lies below a layer: the deconvnet reads nothing else off a photo.

    Its rectifiers act on what comes back, whatever the photo made of them.
    """
    return any(node.kind.deeplift == "maximum" for node in graph.ancestors([layer]))


def _projected(
    network: Network, inputs: Tensor, layer: Node, unit: int, places: Sequence[tuple[int, int]], rules: Rules
) -> Tensor:
    """The gradients (N, C, rows, columns) of the unit at a place of each input.

    A rectifier passes nothing back where it has cut the unit off at its ceiling: there and elsewhere what it reads is
    projected.
    """
    graph = network.graph()
    read = layer.inputs[0] if layer.kind.is_rectifier else layer
    axis = channel_axis(graph, read)

    def score(values: dict[Node, Tensor]) -> Tensor:
        maps = values[read].movedim(axis, 1)[:, unit]
        if maps.dim() != 3:
            return maps.reshape(len(maps), -1)[:, 0]
        rows, columns = torch.tensor(places, device=maps.device).T
        return maps[torch.arange(len(maps), device=maps.device), rows, columns]

    found = gradient(graph, {graph.input: inputs}, [read], score, [graph.input], rules)  # type: ignore[arg-type]
    return found.gradients[graph.input]


def _relief(gradients: Tensor, window: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    top, left, bottom, right = window
    values = gradients[:, top:bottom, left:right].float().cpu().permute(1, 2, 0).numpy()
    limit = float(np.percentile(np.abs(values), _PERCENTILE, method="higher")) or float(np.abs(values).max())
    scaled = np.rint((np.clip(values / (limit or 1.0), -1, 1) + 1) * 127.5).astype(np.uint8)
    return np.repeat(scaled, 3, axis=2) if scaled.shape[2] == 1 else scaled
