"""Holes filled by a network that learned it in minutes, beside what needs no learning.

Learned from the 400 photos of ``photos400``; a fifth of each photo of CBSD68 is missing.  Judged by the PSNR of the
pixels that were missing; all fill the same holes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Figure, Table
from benchmarks.restored import judged, photo_sets, trained
from convscope.datasets import open_dataset
from convscope.datasets.dataset import UNDIVIDED
from convscope.restore.degradations import degradation_of
from convscope.restore.degradations.missing import UNKNOWN
from convscope.restore.figures import nearness

# Takes the photo (rows, columns, 3), 127.5 where it is missing, and where that is; gives the photo.
Filling: TypeAlias = Callable[[NDArray[np.float32], NDArray[np.bool_]], NDArray[Any]]
MISSING = "0.2"
NETWORK = "inpaint-resunet"
OPTIONS: dict[str, Any] = {"missing": "0.05-0.4", "size": 96, "epochs": 2}


def run() -> Iterator[Figure | Table]:
    """The figures of each way."""
    with photo_sets() as sets:
        photos = sets / "CBSD68"
        found = {name: _filled(photos, way) for name, way in WAYS.items()}
        best = max(found.values())
        learned, seconds = trained("holes", NETWORK, **OPTIONS)
        found[f"`{NETWORK}`"] = reached = judged(f"run:{learned.folder}", photos, missing=MISSING).metrics[
            "PSNR"
        ]
    yield Figure(
        f"CBSD68, a fifth missing, {NETWORK}: PSNR inside the holes", reached, "dB", best, "at least"
    )
    yield Figure("its training", seconds, "s", 15 * 60, "at most")
    cells = tuple((name, f"{psnr:.2f}") for name, psnr in found.items())
    yield Table("CBSD68, a fifth of it missing", ("", "PSNR inside the holes, dB"), cells, found)


def _filled(photos: Path, way: Filling) -> float:
    degradation, found = degradation_of(missing=MISSING), []
    for place, item in enumerate(open_dataset(photos, needs_labels=False).split(UNDIVIDED)):
        truth = item.pixels()
        seen = degradation(truth, np.random.default_rng([0, place]))
        holes = (seen == UNKNOWN).all(2)
        made = np.where(holes[..., None], way(seen, holes), truth)
        found.append(nearness(np.rint(made.clip(0, 255)).astype(np.uint8), truth, holes=holes).psnr)
    return float(np.mean(found))


def _opencv(method: int) -> Filling:
    def way(seen: NDArray[np.float32], holes: NDArray[np.bool_]) -> NDArray[Any]:
        return np.asarray(cv2.inpaint(np.rint(seen).astype(np.uint8), holes.astype(np.uint8), 3, method))

    return way


def _biharmonic(seen: NDArray[np.float32], holes: NDArray[np.bool_]) -> NDArray[Any]:
    from skimage.restoration import inpaint_biharmonic

    return 255 * np.asarray(inpaint_biharmonic(seen / 255, holes, channel_axis=2))


def _mean(seen: NDArray[np.float32], holes: NDArray[np.bool_]) -> NDArray[Any]:
    return np.broadcast_to(seen[~holes].mean(0), seen.shape)


WAYS: dict[str, Filling] = {
    "the mean colour of what is known": _mean,
    "OpenCV, fast marching (Telea)": _opencv(cv2.INPAINT_TELEA),
    "OpenCV, Navier-Stokes": _opencv(cv2.INPAINT_NS),
    "scikit-image, biharmonic": _biharmonic,
}
