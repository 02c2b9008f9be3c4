"""One shard of a scan: what is kept of its photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convscope.examine.scans.layers import ScannedLayers
from convscope.examine.scans.one_pass import Numbered, PassFindings
from convscope.examine.scans.settings import ScanSettings
from convscope.examine.summaries import LayerSummary, summary_of
from convscope.examine.summaries.sample import draws_of
from convscope.extras import extra
from convscope.files import replacing_folder

FOLDER = "vectors"
PHOTOS = "photos.parquet"


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


def shard_findings(
    layers: ScannedLayers,
    items: Sequence[Numbered],
    labels: Sequence[str | None],
    found: PassFindings,
    settings: ScanSettings,
) -> ShardFindings:
    """What is kept of a pass over the photos of a shard.

    Args:
        layers: that were examined.
        items: the photos with their numbers, ascending.
        labels: of the photos.
        found: in them.
        settings: of the scan.
    """
    label_of = dict(zip((number for number, _ in items), labels, strict=True))
    name_of = {number: item.name for number, item in items}
    priorities = draws_of([name_of[number] for number in found.read], settings.seed)[:, 0]
    summaries = tuple(
        summary_of(
            values,
            int(np.prod(layer.places, dtype=np.int64)),
            np.array(found.read, np.int64),
            [label_of[number] for number in found.read],
            priorities,
            exemplars_kept=settings.exemplars,
            sampled=settings.sample,
        )
        for layer, values in zip(layers.layers, found.values, strict=False)
    )
    kept = {*layers.vectors, *([layers.scores] if layers.scores else [])}
    vectors = {
        place: values.mean
        for place, (layer, values) in enumerate(zip(layers.layers, found.values, strict=False))
        if layer in kept
    }
    return ShardFindings(found.read, found.digests, found.unreadable, vectors, summaries)


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


def read_photos(folder: Path) -> tuple[NDArray[np.int64], list[tuple[int, str]]]:
    """Numbers of the photos that could be read, in the order of their vectors; the others, each with its reason."""
    table = extra("pyarrow.parquet", "examine").read_table(folder / PHOTOS)
    numbers, reasons = table["number"].to_numpy(), table["unreadable"]
    bad = reasons.is_valid().to_numpy()
    return numbers[~bad], list(zip(numbers[bad].tolist(), reasons.drop_null().to_pylist(), strict=True))
