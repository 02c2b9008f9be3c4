"""Scanning: one pass of a network over a data set."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, Unpack

from convscope.datasets import Item, open_dataset
from convscope.errors import OutputError, ScanError
from convscope.examine.scans.layers import ScannedLayer, ScannedLayers, scanned_layers
from convscope.examine.scans.manifest import FILE, FORMAT, Manifest, ManifestLayer, read_manifest
from convscope.examine.scans.photo_list import PhotoList, grown, listed, read_list
from convscope.examine.scans.scan import Scan
from convscope.examine.scans.scan_folders import scan_name, scans_folder
from convscope.examine.scans.settings import ScanSettings
from convscope.examine.scans.shard import FOLDER, compute_shard, write_vectors
from convscope.examine.scans.summary_tree import add_shard, merge_neighbours, shards_done
from convscope.extras import needs
from convscope.graph import Node
from convscope.network import Network
from convscope.progress import Progress
from convscope.settings import read_settings


class Settings(TypedDict, total=False):
    """Those of `convscope.examine.scans.ScanSettings`, which says what each means."""

    layers: tuple[str, ...]
    vectors: tuple[str, ...]
    split: str | None
    exemplars: int
    sample: int
    shard: int
    seed: int


def scan(
    network: Network,
    data: str | os.PathLike[str],
    *,
    name: str | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    **settings: Unpack[Settings],
) -> Scan:
    """Find what every unit of a network responds to, in one pass over a data set.

    The network is computed up to the last layer asked for.  What is kept of a unit does not grow with the photos:
    the photos with its highest and lowest values, quantiles, mean and variance, a sample.  A scan that was stopped,
    or whose data have new photos, goes on where it was.

    Args:
        network: takes photos.
        data: place of the data set (`convscope.datasets.open_dataset`); labels are of use but not needed.
        name: of the scan; by default that of the network and of the data.
        out: the scan's folder; by default ``scans/NAME``.
        progress: told how many photos are done; cancelling it stops the scan.
        settings: those of `convscope.examine.scans.ScanSettings`.

    Returns:
        The scan: `.layers`, `.unit("blocks.4:12")`, `.vectors()`, `.unreadable`, `.document()`.

    Raises:
        ScanError: the folder holds a scan of another network, of other photos or with other settings, or no photo can
            be read.
        DataError: there is no such data set or split.
        AddressError: the network has no such layer.
        ExtraError: a package that it needs is not installed.
        Cancelled: somebody asked to stop; the same call goes on.
    """
    needs("examine", "pyarrow", "datasketches")
    chosen = read_settings(ScanSettings, settings, "scan", ScanError)
    dataset = open_dataset(data, needs_labels=False)
    items = dataset.split(chosen.split) if chosen.split else dataset.items
    layers = scanned_layers(network, chosen.layers, chosen.vectors)
    folder = Path(out) if out else scans_folder() / (name or scan_name(network.name, str(data)))
    manifest = _manifest(network, str(data), layers, chosen)
    with _alone(folder):
        if (folder / FILE).exists():
            read_manifest(folder).check_same(manifest, folder.name)
        else:
            manifest.write(folder)
        photos = read_list(folder, chosen.shard)
        photos = grown(photos, listed(dataset, items), folder, folder.name)
        work = _Work(network, layers, chosen, folder, progress or Progress())
        _compute(work, photos, {item.name: item for item in items})
    found = Scan(folder, manifest)
    if not found.photos:
        reason = found.unreadable[0][1] if found.unreadable else ""
        raise ScanError(f"None of the pictures of {data} could be read.", f"The first: {reason}")
    return found


@dataclass(frozen=True)
class _Work:
    """What stays the same from shard to shard."""

    network: Network
    layers: ScannedLayers
    settings: ScanSettings
    folder: Path
    progress: Progress


def _compute(work: _Work, photos: PhotoList, items: dict[str, Item]) -> None:
    """Compute the shards that are missing, in their order."""
    done = shards_done(work.folder)
    todo = [shard for shard in photos.shards if shard.index not in done]
    total = len(photos.photos)
    reached = total - sum(shard.count for shard in todo)

    def step(count: int) -> None:
        nonlocal reached
        reached += count
        work.progress.step(reached, total, what="scanning")
        work.progress.check()

    passes = total - reached
    work.progress.step(reached, total, what="scanning")
    for shard in todo:
        numbers = range(shard.first, shard.first + shard.count)
        found = compute_shard(
            work.network,
            work.layers,
            [(number, items[photos.photos[number].name]) for number in numbers],
            [photos.photos[number].label for number in numbers],
            work.settings,
            passes=passes,
            step=step,
        )
        # The summaries come last: a shard is done when it has them.
        write_vectors(found, work.folder / FOLDER / f"{shard.index:06}")
        add_shard(work.folder, shard.index, found.summaries)
        merge_neighbours(work.folder)


def _manifest(network: Network, data: str, layers: ScannedLayers, settings: ScanSettings) -> Manifest:
    def places(chosen: Sequence[ScannedLayer | None]) -> list[int]:
        return [place for place, layer in enumerate(layers.layers) if layer in chosen]

    names: dict[Node, list[str]] = defaultdict(list)
    for address, node in network.graph().addresses.items():
        names[node].append(address)
    return Manifest(
        format=FORMAT,
        network=network.name,
        opening=network.opening.document(),
        data=data,
        layers=tuple(
            ManifestLayer(
                one.address, one.units, one.places, tuple(n for n in names[one.node] if n != one.address)
            )
            for one in layers.layers
        ),
        scores=next(iter(places([layers.scores])), None),
        penultimate=next(iter(places([layers.penultimate])), None),
        vectors=tuple(places(layers.vectors)),
        settings=settings.model_dump(mode="json", exclude={"layers", "vectors"}),
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """See to it that no other process works on a scan meanwhile."""
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise ScanError(
            f"Another process works on the scan {folder.name}.", "Wait until it is done."
        ) from error
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written: {(error.strerror or str(error)).lower()}.", "Choose another place."
        ) from error
    with lock:
        yield
