"""How far each method can be trusted: the shared ImageNet photos, three networks, significance by Holm.

What is found of a photo is kept in ``results/trust/`` at once, one line of JSON a photo and part; a later run goes on
from there, and Ctrl-C ends it.  Each table says of how many photos it is.
"""

from __future__ import annotations

import random
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from benchmarks.learning import DATA
from benchmarks.lite_networks import NAMES, open_lite
from benchmarks.measure import Table
from benchmarks.trust_parts import PARTS, SEED, Part
from benchmarks.trust_record import Record
from benchmarks.trust_table import table_of
from convscope.graph.forward.resources import using
from convscope.images import decode
from convscope.network import Network
from convscope.report.comparison.judging import JudgedPhoto, judge


def run() -> Iterator[Table]:
    """Measure what is missing, then a table for each part and network."""
    records = {name: Record(name) for name in NAMES}
    with (
        tempfile.TemporaryDirectory() as folder,
        tarfile.open(DATA / "imagenet-samples.tar") as archive,
        using(engine="openvino"),
    ):
        archive.extractall(folder, filter="data")
        try:
            _measure(sorted(Path(folder).rglob("*.JPEG")), records)
        except KeyboardInterrupt:
            print("stopped; the tables are of what is finished")
    for part in PARTS.values():
        for name in part.networks:
            if found := records[name].of(part):
                yield table_of(part, name, found)


def _measure(paths: list[Path], records: Mapping[str, Record]) -> None:
    """The cheapest parts first, each photo by all networks before the next."""
    network = cache(open_lite)
    asked = [
        (part, place, photo)
        for part in PARTS.values()
        for place, photo in enumerate(_drawn(paths, part.photos))
    ]
    for part, _, photo in sorted(asked, key=lambda one: one[1] / one[0].photos + one[0].begins):
        for name in part.networks:
            if photo.name not in records[name].photos_of(part):
                records[name].add(part, _judge(network(name), photo, part))


def _drawn(paths: list[Path], count: int) -> list[Path]:
    """Photos in random order: all of them, or a sample."""
    drawn = random.Random(SEED)
    if count < len(paths):
        return drawn.sample(paths, count)
    every = list(paths)
    drawn.shuffle(every)
    return every


def _judge(network: Network, photo: Path, part: Part) -> JudgedPhoto:
    return judge(network, replace(decode(photo), name=photo.name), part.request, lambda: None)
