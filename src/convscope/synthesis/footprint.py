"""How much of a picture to compute at once, so that a climb by L-BFGS stays within a budget of memory."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt, prod

from convscope.errors import SynthesisError
from convscope.graph import Graph
from convscope.graph.forward.chunks import takes_memory
from convscope.network import Network
from convscope.synthesis.view.view import GRAIN

LEAST_TILE = 4 * GRAIN
REMEMBERED = 10  # gradients, where memory allows: more hardly help
FEW = 4
COPIES = 12  # of the picture, at most: itself, its gradients, the search direction, the best so far


def within(network: Network, addresses: Sequence[str], size: tuple[int, int], memory: int) -> tuple[int, int]:
    """Longest side of a tile, and how many gradients L-BFGS may remember.

    Args:
        network: the network.
        addresses: the layers that are read.
        size: rows and columns of the picture.
        memory: bytes, for all values of layers and all copies of the picture.

    Raises:
        AddressError: the network has no such layer.
        SynthesisError: so little memory is not enough.
    """
    graph = network.graph()
    picture = 3 * prod(size) * graph.dtype.itemsize
    # Of each step L-BFGS remembers two tensors as large as the picture.
    remembered = max(FEW, min(REMEMBERED, memory // 4 // (2 * picture)))
    left = memory - (COPIES + 2 * remembered) * picture
    tile = isqrt(max(0, int(left / _bytes_a_pixel(graph, addresses)))) // GRAIN * GRAIN
    if tile < LEAST_TILE:
        least = (COPIES + 2 * FEW) * picture + _bytes_a_pixel(graph, addresses) * LEAST_TILE**2
        raise SynthesisError(
            f"A picture of {size[0]} x {size[1]} needs more memory than {memory / 2**20:.0f} MB.",
            f"Allow it {least * 4 / 3 / 2**20 + 1:.0f}MB or more, or make a smaller picture.",
        )
    return tile, remembered


def _bytes_a_pixel(graph: Graph, addresses: Sequence[str]) -> float:
    """Bytes that a step takes for each pixel of a tile: the values of layers are kept for the way back.

    With the gradients on their way, and what a convolution lays out for itself, it is two and a half times as much,
    as measured with VGG-19.
    """
    read = [graph.find(address) for address in addresses]
    nodes = graph.ancestors(read) - graph.constants
    kept = sum(prod(size for size in node.shape if size is not None) for node in nodes if takes_memory(node))
    return 2.5 * kept * graph.dtype.itemsize / prod(graph.input_shape[1:])
