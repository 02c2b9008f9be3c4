"""Pictures as a network takes them."""

from __future__ import annotations

import torch
from torch import Tensor

from convscope.graph import Graph
from convscope.network import Network

# Of red, green and blue, as a colour photo is decoded for a network of one channel (ITU-R BT.601).
_GREY = (0.299, 0.587, 0.114)


def as_inputs(network: Network, graph: Graph, images: Tensor) -> Tensor:
    """Pictures (N, C, rows, columns), on the scale where 0 is black and 1 is white, as a network's inputs.

    A network of one channel sees how light a colour picture is; its number type and device are those of its graph.
    """
    if images.shape[1] == len(_GREY) and graph.input_shape[0] == 1:
        weights = torch.tensor(_GREY).to(images).reshape(1, -1, 1, 1)
        images = (weights * images).sum(1, keepdim=True)
    preprocessing = network.preprocessing
    prepared = images if preprocessing is None else preprocessing.from_display(images)
    return prepared.to(graph.device, graph.dtype)
