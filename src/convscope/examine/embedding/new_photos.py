"""What the scanned layer makes of photos that the scan does not hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from convscope.datasets import Item
from convscope.errors import ImageError
from convscope.examine.neighbours.search import Matrix
from convscope.examine.scans.layers import scanned_layers
from convscope.graph import evaluate
from convscope.network import Network
from convscope.network.batches import batch_size, prepared_batches
from convscope.progress import Progress


def vectors_of(
    network: Network, layer: str, items: Sequence[Item], progress: Progress
) -> tuple[tuple[Item, ...], Matrix]:
    """The means (M, C) of a layer's units over the places, as a scan keeps them, of the items that can be read.

    Raises:
        ImageError: none can be read; the reason is that of the first.
        Cancelled: somebody asked to stop.
    """
    graph = network.graph()
    wanted = scanned_layers(network, [layer]).layers[0]
    read: list[Item] = []
    parts: list[Matrix] = []
    failures: list[tuple[Item, ImageError]] = []
    seen = 0
    for batch in prepared_batches(network, items, Item.photo, batch_size(graph)):
        if batch.inputs is not None:
            with torch.no_grad():
                values = evaluate(graph, {graph.input: batch.inputs}, [wanted.node])[wanted.node]
            parts.append(wanted.by_unit(values).mean(2))
        failures += batch.failures
        read += batch.sources
        seen += len(batch.order)
        progress.step(seen, len(items), what="reading new photos")
        progress.check()
    if not parts:
        raise failures[0][1]
    for item, error in failures:
        progress.note(f"{item.name} is left out: {error}")
    return tuple(read), np.concatenate(parts)
