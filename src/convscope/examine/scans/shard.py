"""One shard of a scan: its photos read, computed, and what is kept of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convscope.datasets import Item
from convscope.errors import ScanError
from convscope.examine.scans.layers import ScannedLayers
from convscope.examine.scans.settings import ScanSettings
from convscope.examine.summaries import LayerSummary, summary_of
from convscope.examine.summaries.photo_values import PhotoValues, joined, photo_values
from convscope.examine.summaries.sample import draws_of
from convscope.extras import extra
from convscope.files import replacing_folder
from convscope.graph.engine import engine_for, forward
from convscope.graph.forward.chunks import chunk_size
from convscope.images import Photo
from convscope.network import Network
from convscope.network.batches import BATCH, Batch, prepared_batches

FOLDER = "vectors"
PHOTOS = "photos.parquet"

# Values of all scanned layers that are held at a time.
_KEPT = 2**25

Numbered = tuple[int, Item]


@dataclass(frozen=True, eq=False)
class ShardFindings:
    """What is kept of a shard.

    Attributes:
        numbers: (N) of the photos that could be read.
        digests: (N) of their pixels.
        unreadable: number and reason of the others.
        vectors: (N, C) means over the places, by the layer's place among those of the scan; of the scores themselves.
        summaries: of each layer; none where N is 0.
    """

    numbers: tuple[int, ...]
    digests: tuple[str, ...]
    unreadable: tuple[tuple[int, str], ...]
    vectors: dict[int, NDArray[np.float32]]
    summaries: tuple[LayerSummary, ...]


def compute_shard(
    network: Network,
    layers: ScannedLayers,
    items: Sequence[Numbered],
    labels: Sequence[str | None],
    settings: ScanSettings,
    *,
    passes: int,
    step: Callable[[int], None],
) -> ShardFindings:
    """Read and compute the photos of a shard.

    Args:
        network: the network.
        layers: to examine.
        items: the photos with their numbers, ascending.
        labels: of the photos.
        settings: of the scan.
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
        digests[source[0]] = hashlib.blake2b(photo.pixels.tobytes(), digest_size=8).hexdigest()
        return photo

    found: list[list[PhotoValues]] = [[] for _ in layers.layers]
    read: list[int] = []
    unreadable: list[tuple[int, str]] = []
    size = min(BATCH, chunk_size(graph, keeps_values=False), max(1, _KEPT // layers.values))
    for batch in prepared_batches(network, items, decoded, size):
        unreadable += [(number, error.message) for (number, _), error in batch.failures]
        if batch.inputs is not None:
            values = forward(graph, engine, {graph.input: batch.inputs}, layers.wanted)
            draws = draws_of([item.name for _, item in batch.sources], settings.seed)[:, 1]
            for place, layer in enumerate(layers.layers):
                found[place].append(photo_values(layer.by_unit(values[layer.node]), draws))
                _check_finite(found[place][-1], layer.address, batch)
            read += [number for number, _ in batch.sources]
        step(len(batch.order))
    label_of = dict(zip((number for number, _ in items), labels, strict=True))
    name_of = {number: item.name for number, item in items}
    whole = [joined(parts) for parts in found if parts]
    priorities = draws_of([name_of[number] for number in read], settings.seed)[:, 0]
    summaries = tuple(
        summary_of(
            values,
            int(np.prod(layer.places, dtype=np.int64)),
            np.array(read, np.int64),
            [label_of[number] for number in read],
            priorities,
            exemplars_kept=settings.exemplars,
            sampled=settings.sample,
        )
        for layer, values in zip(layers.layers, whole, strict=False)
    )
    kept = {*layers.vectors, *([layers.scores] if layers.scores else [])}
    vectors = {
        place: values.mean
        for place, (layer, values) in enumerate(zip(layers.layers, whole, strict=False))
        if layer in kept
    }
    return ShardFindings(
        tuple(read), tuple(digests[number] for number in read), tuple(unreadable), vectors, summaries
    )


def write_vectors(findings: ShardFindings, folder: Path) -> None:
    """Write what is kept of each photo of a shard: which could be read, and their vectors as ``.npy``.

    Raises:
        OutputError: the folder cannot be written to.
    """
    pyarrow = extra("pyarrow", "examine")
    bad = dict(findings.unreadable)
    numbers = [*findings.numbers, *bad]
    nothing = [None] * len(findings.numbers)
    table = pyarrow.table(
        {
            "number": pyarrow.array(numbers, pyarrow.int64()),
            "digest": pyarrow.array([*findings.digests, *[None] * len(bad)], pyarrow.string()),
            "unreadable": pyarrow.array([*nothing, *bad.values()], pyarrow.string()),
        }
    )
    with replacing_folder(folder) as temporary:
        extra("pyarrow.parquet", "examine").write_table(table, temporary / PHOTOS, compression="zstd")
        for place, values in findings.vectors.items():
            np.save(temporary / f"{place:03}.npy", values)


def _check_finite(found: PhotoValues, address: str, batch: Batch[Numbered]) -> None:
    finite = np.isfinite(found.highest).all(1) & np.isfinite(found.lowest).all(1)
    if not finite.all():
        name = batch.sources[int(np.argmin(finite))][1].name
        raise ScanError(
            f"{address} gives values that are NaN or infinite for {name}.",
            "Examine a network whose values are numbers.",
        )
