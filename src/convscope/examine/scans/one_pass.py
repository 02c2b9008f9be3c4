"""Photos read, computed, and condensed to a few numbers of each unit: all three at the same time."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch

from convscope.datasets import Item
from convscope.errors import ScanError
from convscope.examine.scans.layers import ScannedLayers
from convscope.examine.summaries.photo_values import PhotoValues, joined, photo_values
from convscope.examine.summaries.sample import draws_of
from convscope.graph import Node
from convscope.graph.engine import Engine, engine_for, forward
from convscope.images import Photo
from convscope.network import Network
from convscope.network.batches import Batch, batch_size, prepared_batches

# Values of all scanned layers that are computed at a time: so few that they are condensed while they are in the
# processor's cache, and that their memory is used again, which for larger ones the system would clear each time.
_AT_A_TIME = 2**23

Numbered = tuple[int, Item]
Values = dict[Node, torch.Tensor]


@dataclass(frozen=True, eq=False)
class PassFindings:
    """What a pass finds.

    Attributes:
        read: (N) numbers of the photos that could be read.
        digests: (N) of their pixels.
        unreadable: number and reason of the others.
        values: of each layer, of N photos; none where N is 0.
    """

    read: tuple[int, ...]
    digests: tuple[str, ...]
    unreadable: tuple[tuple[int, str], ...]
    values: tuple[PhotoValues, ...]


def pass_over(
    network: Network,
    layers: ScannedLayers,
    items: Sequence[Numbered],
    *,
    seed: int,
    passes: int,
    step: Callable[[int], None],
) -> PassFindings:
    """Read and compute photos.

    Threads decode the batches that come, and one condenses the batch before, while another computes the network.

    Args:
        network: the network.
        layers: to examine.
        items: the photos with their numbers, ascending.
        seed: of the places that are drawn.
        passes: photos that will be computed in all, by which the engine is chosen.
        step: told after each batch how many photos it had; may raise to end the work.

    Raises:
        ScanError: a photo gives values that are NaN or infinite.
    """
    graph = network.graph()
    engine = engine_for(graph, (graph.input,), layers.wanted, passes)
    digests: dict[int, str] = {}

    def decoded(source: Numbered) -> Photo:
        photo = source[1].photo()
        digests[source[0]] = pixels_digest(photo)
        return photo

    read: list[int] = []
    unreadable: list[tuple[int, str]] = []
    condensed: list[list[PhotoValues]] = []
    pending: deque[Future[list[PhotoValues]]] = deque()
    with ThreadPoolExecutor(1) as computing, ThreadPoolExecutor(1) as condensing:
        for batch in prepared_batches(network, items, decoded, _batch_size(network, layers, engine)):
            unreadable += [(number, error.message) for (number, _), error in batch.failures]
            if batch.inputs is not None:
                values = computing.submit(forward, graph, engine, {graph.input: batch.inputs}, layers.wanted)
                pending.append(condensing.submit(_condensed, layers, batch, values, seed))
                read += [number for number, _ in batch.sources]
            if len(pending) > 2:
                condensed.append(pending.popleft().result())
            step(len(batch.order))
        condensed += [future.result() for future in pending]
    return PassFindings(
        tuple(read),
        tuple(digests[number] for number in read),
        tuple(unreadable),
        tuple(joined(parts) for parts in zip(*condensed, strict=True)),
    )


def pixels_digest(photo: Photo) -> str:
    """16 hexadecimal digits of a photo's pixels, by which a scan tells whether it is still the same."""
    return hashlib.blake2b(photo.pixels.tobytes(), digest_size=8).hexdigest()


def _batch_size(network: Network, layers: ScannedLayers, engine: Engine | None) -> int:
    fit = max(1, _AT_A_TIME // layers.values, engine.inputs_at_once if engine else 1)
    return min(batch_size(network.graph()), fit)


def _condensed(
    layers: ScannedLayers, batch: Batch[Numbered], computed: Future[Values], seed: int
) -> list[PhotoValues]:
    """The numbers of each layer."""
    values = computed.result()
    draws = draws_of([item.name for _, item in batch.sources], seed)[:, 1]
    found = []
    for layer in layers.layers:
        found.append(photo_values(layer.by_unit(values[layer.node]), draws))
        _check_finite(found[-1], layer.address, batch)
    return found


def _check_finite(found: PhotoValues, address: str, batch: Batch[Numbered]) -> None:
    finite = np.isfinite(found.highest).all(1) & np.isfinite(found.lowest).all(1)
    if not finite.all():
        name = batch.sources[int(np.argmin(finite))][1].name
        raise ScanError(
            f"{address} gives values that are NaN or infinite for {name}.",
            "Examine a network whose values are numbers.",
        )
