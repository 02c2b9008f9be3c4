"""What a scan costs: a photo's time beside that of the network alone, processors, disk and mergers.

The embedded network on 400 photos of 321 x 481, with the layers that a scan examines by default; one thread computes.
The network alone gets prepared photos, four at a time, which is its fastest, with the same engine to the same layers;
the scan reads, decodes, computes, condenses and writes.  Both run in turns in one process, so that both meet the same
machine.  Decoding and condensing are threads beside the one that computes: the ratio of the times is one of the
machine, too, and as meant only where a second processor is idle; that of the processor times holds on a busy one.
Photos are looked for in ``../shared/data``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import torch

import convscope
from benchmarks.measure import Figure
from convscope.examine.scans import Scan
from convscope.examine.scans.layers import scanned_layers
from convscope.examine.scans.summary_tree import FAN, FOLDER, TreeNode, add_shard, merge
from convscope.graph.engine import engine_for, forward
from convscope.network import Network

PHOTOS = Path("../shared/data/photos400.tar")
AT_A_TIME = 4


def run(rounds: int = 3) -> Iterator[Figure]:
    """Time, processor time, disk and mergers."""
    torch.set_num_threads(1)
    network = convscope.open_network("efficientnet-lite0")
    with TemporaryDirectory() as name:
        folder = Path(name)
        whole = convscope.scan(network, PHOTOS, out=folder / "whole")
        alone, scanned = _in_turns(network, folder, whole.photos, rounds)
        load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
        yield Figure(
            "speed of a scan, reading included, beside the network alone",
            alone[0] / scanned[0],
            "times",
            0.9,
            "at least",
            f"{scanned[0]:.1f} and {alone[0]:.1f} ms a photo; {load}",
        )
        yield Figure(
            "processor time of a scan beside the network alone",
            scanned[1] / alone[1],
            "times",
            2,
            "at most",
            f"{scanned[1]:.1f} and {alone[1]:.1f} ms a photo",
        )
        yield from _disk(whole)
        yield _merger(whole, folder / "merged")


def _in_turns(
    network: Network, folder: Path, photos: int, rounds: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Median milliseconds a photo and processor milliseconds a photo: of the network alone, and of scans."""
    layers, graph = scanned_layers(network).wanted, network.graph()
    engine = engine_for(graph, (graph.input,), layers, photos)
    inputs = torch.randn(AT_A_TIME, *network.input_shape, generator=torch.Generator().manual_seed(0))

    def alone(_: int) -> None:
        for _start in range(0, photos, AT_A_TIME):
            forward(graph, engine, {graph.input: inputs}, layers)

    def scan(number: int) -> None:
        convscope.scan(network, PHOTOS, out=folder / f"scan{number}")

    taken: dict[Callable[[int], None], list[tuple[float, float]]] = {alone: [], scan: []}
    for number in range(rounds):
        for work, times in taken.items():
            began, processor = time.perf_counter(), time.process_time()
            work(number)
            found = time.perf_counter() - began, time.process_time() - processor
            times.append((found[0] / photos * 1000, found[1] / photos * 1000))
    first, second = ((median(t[0] for t in times), median(t[1] for t in times)) for times in taken.values())
    return first, second


def _disk(scan: Scan) -> Iterator[Figure]:
    vectors = _bytes(scan.folder / "vectors") / scan.photos
    summaries = _bytes(scan.folder / FOLDER)
    yield Figure("disk for the vectors and scores of a photo", vectors / 1e3, "kB", 10, "at most")
    yield Figure(
        f"disk for the summaries of all {len(scan.layers)} layers, samples of {scan.photos} photos",
        summaries / 1e6,
        "MB",
        50,
        "at most",
    )


def _merger(scan: Scan, folder: Path) -> Figure:
    summaries = [scan.summary(layer.address) for layer in scan.layers]
    for shard in range(FAN):
        add_shard(folder, shard, summaries)
    began = time.process_time()
    merge(folder, TreeNode(1, 0))
    return Figure(
        "processor time to merge the summaries of eight shards",
        time.process_time() - began,
        "s",
        5,
        "at most",
        f"{_bytes(folder / FOLDER) / 1e6:.0f} MB come out",
    )


def _bytes(folder: Path) -> Any:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
