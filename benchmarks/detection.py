"""Detectors of blood cells (BCCD): each trained by its documented command on one thread, judged on 72 test photos.

Seconds of a training are those of the processor, with decoding, selective search and validation; those of `detect`
are the whole way from a decoded photo to its boxes, the mean over photos that are held back.  Passes are how often a
trunk sees something of one photo.  The goals are those of two cores for 25 minutes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch

import convscope
from benchmarks.kept_runs import kept_run
from benchmarks.learning import DATA
from benchmarks.measure import Figure, Table
from convscope.evaluation.boxed_photos import decoded
from convscope.evaluation.detector_evaluation import DetectorEvaluation
from convscope.images import Photo
from convscope.network import Network

PHOTOS = DATA / "bccd-voc.tar"
TRUNK = "efficientnet-lite0"
SECONDS = 2 * 25 * 60
# Photos by which milliseconds are measured.
ASKED = 8


class Trained(NamedTuple):
    """A detector and the command that trains it.

    Attributes:
        word: `convscope train bccd-voc.tar --network WORD:efficientnet-lite0`.
        options: of the command.
        passes: of a photo through the trunk.
        least: mAP@0.5 that is to be reached.
        milliseconds: of a photo, at most; None where there is no goal.
    """

    word: str
    options: dict[str, Any]
    passes: int
    least: float
    milliseconds: float | None = None


DETECTORS = (
    Trained("rcnn", {}, 500, 0.70),
    Trained(
        "fast-rcnn", {"val_share": 0.1, "size": 480, "epochs": 16, "batch_size": 4, "rate": 1e-3}, 1, 0.85
    ),
    Trained(
        "faster-rcnn", {"val_share": 0.1, "size": 384, "epochs": 12, "batch_size": 4, "rate": 1e-3}, 1, 0.90
    ),
    Trained("yolo", {"val_share": 0.1, "size": 480, "epochs": 28, "batch_size": 4, "rate": 1e-3}, 1, 0.75),
    Trained(
        "fcos", {"val_share": 0.1, "size": 416, "epochs": 26, "batch_size": 4, "rate": 1e-3}, 1, 0.90, 60
    ),
)
HEADER = ("network", "parameters", "passes", "multiply-adds", "milliseconds of one core", "mAP@0.5")


def run() -> Iterator[Figure | Table]:
    """Figures of each detector, and the table of the documentation."""
    torch.set_num_threads(1)
    rows = []
    for detector in DETECTORS:
        row, figures = measured(detector)
        rows.append(row)
        yield from figures
    yield Table(
        f"on {TRUNK}, for a photo",
        HEADER,
        tuple(cells(row) for row in rows),
        {row["network"]: row for row in rows},
    )


def measured(detector: Trained) -> tuple[dict[str, Any], list[Figure]]:
    """The row of a detector, and its figures beside the goals."""
    said = " ".join(f"--{name.replace('_', '-')} {value}" for name, value in detector.options.items())
    run, seconds = kept_run("cells", PHOTOS, f"{detector.word}:{TRUNK}", **detector.options)
    network = convscope.open_network(f"run:{run.folder}")
    judged = convscope.evaluate(network)
    assert isinstance(judged, DetectorEvaluation)
    milliseconds = 1000 * _seconds(network, [decoded(photo) for photo in judged.sources[:ASKED]])
    row = {
        "network": detector.word,
        "parameters": sum(layer.parameters for layer in network.layers),
        "passes": detector.passes,
        "multiply-adds": sum(layer.multiply_adds for layer in network.layers),
        "milliseconds": milliseconds,
        "mAP@0.5": judged.map50.value,
        "training seconds": seconds,
    }
    name = f"BCCD, test, {detector.word}"
    figures = [
        Figure(f"{name}: mAP@0.5", judged.map50.value, "", detector.least, "at least", said),
        Figure(f"{name}: training", seconds, "s of the processor", SECONDS, "at most", said),
    ]
    if detector.milliseconds is not None:
        figures.append(
            Figure(f"{name}: detect", milliseconds, "ms a photo", detector.milliseconds, "at most")
        )
    return row, figures


def _seconds(network: Network, photos: Sequence[Photo]) -> float:
    """Of the processor, of a photo."""
    convscope.detect(network, photos[0])
    began = time.process_time()
    for photo in photos:
        convscope.detect(network, photo)
    return (time.process_time() - began) / len(photos)


def cells(row: dict[str, Any]) -> tuple[str, ...]:
    """A row as the documentation shows it."""
    return (
        f"`{row['network']}`",
        f"{row['parameters'] / 1e6:.1f} M",
        f"{row['passes']}",
        f"{row['multiply-adds'] / 1e9:.2f} G",
        f"{row['milliseconds']:.0f}",
        f"{row['mAP@0.5']:.3f}",
    )
