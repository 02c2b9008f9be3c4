"""Segmenters by the documented command: streets (CamVid's 11 classes) and nuclei, beside a threshold and a watershed.

Each is trained by `convscope train ... --network unet:efficientnet-lite0` with its defaults on one thread, and judged
on photos that were held back: the test frames, and the pictures of ``nuclei/val``, of which the training saw none.
Seconds are those of the processor, for the whole training with its validation.
"""

from __future__ import annotations

import tarfile
import tempfile
import time
from pathlib import Path

import torch

import convscope
from benchmarks.learning import DATA
from benchmarks.measure import Figure
from convscope.evaluation.segmenter_evaluation import SegmenterEvaluation

_STREETS = "Sky Building Pole Road Pavement Tree SignSymbol Fence Car Pedestrian Bicyclist unlabelled"


def run() -> list[Figure]:
    """Figures and seconds of both."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        return [*_streets(Path(folder)), *_nuclei(Path(folder))]


def _streets(folder: Path) -> list[Figure]:
    _unpack("camvid-subset.tar", folder)
    (folder / "camvid-subset" / "classes.txt").write_text("".join(f"{name}\n" for name in _STREETS.split()))
    found, seconds = _trained(folder / "camvid-subset", folder / "camvid-subset", "test", folder / "streets")
    return [
        Figure("CamVid, test frames: mean IoU of 11 classes", found.metrics["mean IoU"], "", 0.5, "at least"),
        Figure("CamVid: training", seconds, "s", 1800, "at most"),
    ]


def _nuclei(folder: Path) -> list[Figure]:
    _unpack("nuclei.tar", folder)
    found, seconds = _trained(folder / "nuclei" / "train", folder / "nuclei", "val", folder / "run")
    otsu = found.otsu_precision
    assert otsu is not None
    dice = float(found.overlaps.dice[1])
    return [
        Figure("nuclei, held back: Dice", dice, "", 0.88, "at least"),
        Figure("nuclei, held back: AP@0.5", found.metrics["AP@0.5"], "", 0.65, "at least"),
        Figure("the same by a threshold and a watershed", float(otsu[0]), "", 0, "at least"),
        Figure("nuclei: training", seconds, "s", 1800, "at most"),
    ]


def _trained(learned: Path, judged: Path, split: str, run: Path) -> tuple[SegmenterEvaluation, float]:
    began = time.process_time()
    convscope.train(learned, "unet:efficientnet-lite0", out=run)
    seconds = time.process_time() - began
    found = convscope.evaluate(convscope.open_network(f"run:{run}"), judged, split=split)
    assert isinstance(found, SegmenterEvaluation)
    return found, seconds


def _unpack(archive: str, folder: Path) -> None:
    with tarfile.open(DATA / archive) as file:
        file.extractall(folder, filter="data")
