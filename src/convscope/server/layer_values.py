"""What layers compute for photos, kept in memory for the next question."""

from __future__ import annotations

import math

from torch import Tensor

from convscope.graph.forward.every_layer import EveryLayer, layers_of_a_run
from convscope.graph.recent import Recent
from convscope.network import Network
from convscope.server.shelf import Held, Shelf

MOST_BYTES = 96 * 2**20  # of all layers of a photo that are kept together
PHOTOS = 4  # of which they are
LAYERS = 4  # that are kept where they take more


class LayerValues:
    """Values of layers by the photo: one run of the network gives them all, where memory allows.

    Args:
        network: takes one photo.
        shelf: of the photos.
    """

    def __init__(self, network: Network, shelf: Shelf) -> None:
        self._network, self._shelf = network, shelf
        graph = network.graph()
        size = (
            sum(math.prod(size or 1 for size in node.shape) for node in layers_of_a_run(graph))
            * graph.dtype.itemsize
        )
        self._takes_all = size <= MOST_BYTES
        self._kept = Recent(PHOTOS if self._takes_all else LAYERS)

    def of(self, held: Held, layer: str) -> Tensor:
        """The values (C, ...) of a layer for a photo, as `Network.activations` gives them.

        Raises:
            AddressError: there is no such layer.
            ImageError: the photo cannot be decoded.
        """
        photo, digest = self._shelf.photo(held), self._shelf.digest(held)
        graph = self._network.graph()
        node = graph.find_layer(layer)
        if self._takes_all:
            run = self._kept.get(held.id, lambda: EveryLayer(graph, self._network.prepare(photo)), digest)
            found: Tensor = run.value(node)[0]
        else:
            found = self._kept.get(
                (held.id, node), lambda: self._network.activations(photo, [layer])[layer], digest
            )
        return found if found.dim() else found[None]
