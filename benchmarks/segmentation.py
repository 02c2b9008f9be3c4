"""Segmenters by the documented command: streets (CamVid's 11 classes) and nuclei, beside a threshold and a watershed.

Each is trained by `convscope train ... --network NETWORK:efficientnet-lite0` with its defaults on one thread, and
judged on photos that were held back: the test frames, and the pictures of ``nuclei/val``, of which the training saw
none.  Seconds are those of the processor, for the whole training with its validation; the goals are those of two
cores for 30 minutes.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import torch

import convscope
from benchmarks.kept_runs import FOLDER, kept_run
from benchmarks.learning import DATA
from benchmarks.measure import Figure
from benchmarks.mosaic import mosaic_figures
from convscope.evaluation.segmenter_evaluation import SegmenterEvaluation

_TRUNK = "efficientnet-lite0"
_SECONDS = 2 * 30 * 60
_STREETS = "Sky Building Pole Road Pavement Tree SignSymbol Fence Car Pedestrian Bicyclist unlabelled"
# Dice and the Data Science Bowl's AP@0.5.
_DICE, _PRECISION = 0.88, 0.65
# Of most pictures of nuclei.
_SIDE = 256


def run() -> Iterator[Figure]:
    """Figures and seconds of each."""
    torch.set_num_threads(1)
    yield from _streets()
    nuclei = _unpacked("nuclei.tar")
    for word in ("unet", "mask-rcnn"):
        yield from _nuclei(nuclei, word)


def _streets() -> Iterator[Figure]:
    frames = _unpacked("camvid-subset.tar")
    (frames / "classes.txt").write_text("".join(f"{name}\n" for name in _STREETS.split()))
    found, seconds = _judged("streets", frames, "unet", frames, "test")
    yield Figure(
        "CamVid, test frames: mean IoU of 11 classes", found.metrics["mean IoU"], "", 0.5, "at least"
    )
    yield Figure("CamVid: training", seconds, "s", _SECONDS, "at most")


def _nuclei(nuclei: Path, word: str) -> Iterator[Figure]:
    found, seconds = _judged("nuclei", nuclei / "train", word, nuclei, "val")
    name = f"nuclei, held back, {word}"
    yield Figure(f"{name}: Dice", float(found.overlaps.dice[1]), "", _DICE, "at least")
    yield Figure(f"{name}: AP@0.5", found.metrics["AP@0.5"], "", _PRECISION, "at least")
    if found.masks is not None:
        yield Figure(
            f"{name}: mask mAP@0.5", found.masks.map50, "", _PRECISION, "at least", "COCO's, by scores"
        )
        yield from mosaic_figures(found.network, nuclei / "val" / "images", _SIDE)
    yield Figure(f"{name}: training", seconds, "s", _SECONDS, "at most")
    if word == "unet" and found.otsu_precision is not None:
        yield Figure(
            "the same by a threshold and a watershed: AP@0.5",
            float(found.otsu_precision[0]),
            "",
            0,
            "at least",
        )


def _judged(name: str, learned: Path, word: str, data: Path, split: str) -> tuple[SegmenterEvaluation, float]:
    run, seconds = kept_run(name, learned, f"{word}:{_TRUNK}")
    found = convscope.evaluate(convscope.open_network(f"run:{run.folder}"), data, split=split)
    assert isinstance(found, SegmenterEvaluation)
    return found, seconds


def _unpacked(archive: str) -> Path:
    """Beside the kept trainings, which are taken up from there."""
    with tarfile.open(DATA / archive) as file:
        file.extractall(FOLDER, filter="data")
    return FOLDER / archive.removesuffix(".tar")
