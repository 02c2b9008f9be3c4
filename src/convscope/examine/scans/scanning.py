"""Scanning: one pass of a network over a data set."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict, Unpack

from convscope.datasets import Item, open_dataset
from convscope.errors import Cancelled, OutputError, ScanError
from convscope.examine.scans.jobs import Schedule, ShardJob, Work
from convscope.examine.scans.layers import scanned_layers
from convscope.examine.scans.manifest import FILE, manifest_of, read_manifest
from convscope.examine.scans.photo_list import PhotoList, Shard, grown, listed, read_list
from convscope.examine.scans.ray_workers import Processes
from convscope.examine.scans.scan import Scan
from convscope.examine.scans.scan_folders import scan_name, scans_folder
from convscope.examine.scans.settings import ScanSettings
from convscope.examine.scans.shard import FOLDER
from convscope.examine.scans.summary_tree import nodes_in, remove_leftovers, shards_done
from convscope.examine.scans.workers import ThisProcess, carry_out
from convscope.examine.scans.workplace import Workplace
from convscope.extras import needs
from convscope.files import folder_named, make_folder, remove_unfinished
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
    workers: str | None = None,
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
        workers: ``ray`` to compute on all processors of this machine, or of the cluster at ``RAY_ADDRESS``, and
            ``ray:4`` on four; by default this process computes by itself.  What comes out is the same.
        progress: told how many photos are done; cancelling it stops the scan.
        settings: those of `convscope.examine.scans.ScanSettings`.

    Returns:
        The scan: `.layers`, `.unit("blocks.4:12")`, `.vectors()`, `.unreadable`, `.document()`.

    Raises:
        OutputError: the name is none, or the folder cannot be written.
        ScanError: the folder holds a scan of another network, of other photos or with other settings, or no photo can
            be read.
        DataError: there is no such data set or split.
        AddressError: the network has no such layer.
        ExtraError: a package that it needs is not installed.
        Cancelled: somebody asked to stop; the same call goes on.
    """
    needs("examine", "pyarrow", "datasketches")
    processes = Processes.said(workers) if workers else None
    chosen = read_settings(ScanSettings, settings, "scan", ScanError)
    dataset = open_dataset(data, needs_labels=False)
    items = dataset.split(chosen.split) if chosen.split else dataset.items
    layers = scanned_layers(network, chosen.layers, chosen.vectors)
    said = scan_name(network.name, str(data)) if name is None else name
    folder = Path(out) if out else folder_named(said, scans_folder())
    is_new = not folder.exists()
    manifest = manifest_of(network, str(data), layers, chosen)
    with _alone(folder):
        if (folder / FILE).exists():
            read_manifest(folder).check_same(manifest, folder.name)
        else:
            manifest.write(folder)
        photos = read_list(folder, chosen.shard)
        photos = grown(photos, listed(dataset, items), folder, folder.name)
        work = Work(network, layers, chosen, folder)
        by_name = {item.name: item for item in items}
        try:
            _compute(work, photos, by_name, progress or Progress(), processes)
        except Cancelled:
            raise Cancelled(_kept(folder, photos)) from None
    found = Scan(folder, manifest)
    if not found.photos:
        reason = found.unreadable[0][1] if found.unreadable else ""
        if is_new:
            shutil.rmtree(folder)
        raise ScanError(f"None of the pictures of {data} could be read.", f"The first: {reason}")
    return found


def _kept(folder: Path, photos: PhotoList) -> str:
    """What is there of a scan that was stopped."""
    done = shards_done(folder)
    kept = sum(shard.count for shard in photos.shards if shard.index in done)
    return f"Stopped; {kept:d} of {len(photos.photos):d} photos are kept in {folder}, and the same command goes on."


def _compute(
    work: Work,
    photos: PhotoList,
    items: Mapping[str, Item],
    progress: Progress,
    processes: Processes | None,
) -> None:
    """Do what is missing: compute shards and merge their summaries."""
    remove_leftovers(work.folder)
    remove_unfinished(work.folder / FOLDER)
    done = shards_done(work.folder)
    todo = [shard for shard in photos.shards if shard.index not in done]
    total = len(photos.photos)
    reached = total - sum(shard.count for shard in todo)

    def step(count: int) -> None:
        nonlocal reached
        reached += count
        progress.step(reached, total, what="scanning")
        progress.check()

    def job(shard: Shard) -> ShardJob:
        numbers = range(shard.first, shard.first + shard.count)
        found = tuple((number, items[photos.photos[number].name]) for number in numbers)
        return ShardJob(shard, found, tuple(photos.photos[number].label for number in numbers))

    step(0)
    schedule = Schedule(nodes_in(work.folder), map(job, todo))
    if processes is None or not todo:
        with ThisProcess(work, step) as this:
            carry_out(schedule, this)
        return
    place = Workplace.of(work, (items[photos.photos[shard.first].name] for shard in todo))
    with processes.hired(place, step) as workers:
        carry_out(schedule, workers)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """See to it that no other process works on a scan meanwhile."""
    from filelock import FileLock, Timeout

    make_folder(folder.parent)
    make_folder(folder)
    try:
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
