"""Restorers by their documented commands, on one thread, beside what needs no learning and published figures.

Learned from the 400 photos of ``photos400``, of which CBSD68 and Set5 hold none.  Denoising and JPEG are judged by
the PSNR over all channels of CBSD68, enlarging by that of the luma of Set5, as in the papers; noise is neither
rounded nor cut off.  What needs no learning gets the true strength of the noise, and of a few settings the best
on CBSD68.  BM3D (`pip install bm3d`, free for non-commercial use) takes 20 s a photo and is measured on few.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.measure import Figure, Table
from benchmarks.restored import (
    Found,
    Way,
    denoised,
    found_of,
    judged,
    opencv_means,
    photo_sets,
    table,
    trained,
)
from convscope.learn.run import Run

SIGMA = 25
QUALITY = 10
ENLARGERS: dict[int, dict[str, dict[str, Any]]] = {
    2: {"espcn-x2": {"epochs": 40}, "edsr-x2": {"epochs": 10}},
    4: {"espcn-x4": {"epochs": 60, "size": 96}},
}
# Every how manieth photo the slow peer gets.
RARELY = 4
# PSNR in dB, by the papers: CBM3D and CDnCNN-B (Zhang et al. 2017), SRCNN (Dong et al. 2016, 9-5-5) and EDSR (Lim et
# al. 2017, its network of 43 million parameters).
PUBLISHED_DENOISERS = {"CBM3D": 30.71, "CDnCNN-B": 31.23}
PUBLISHED_ENLARGERS = {2: {"SRCNN": 36.66, "EDSR": 38.11}, 4: {"SRCNN": 30.49, "EDSR": 32.46}}
# Of one thread: an hour of two cores.
SECONDS = 2 * 60 * 60
LARGE = (3000, 4000)


def run() -> Iterator[Figure | Table]:
    """Figures beside the goals, and the tables of the documentation."""
    with photo_sets() as sets:
        yield from _denoising(sets / "CBSD68", sets)
        for scale, goal in ((2, 36.0), (4, None)):
            yield from _enlarging(sets / "CSet5", scale, goal)
        yield from _repairing(sets / "CBSD68")


def _denoising(photos: Path, folder: Path) -> Iterator[Figure | Table]:
    run, seconds = trained("denoise", "resunet", noise=str(SIGMA), epochs=75)
    one = judged(f"run:{run.folder}", photos)
    found = one.metrics
    yield Figure(f"CBSD68, noise {SIGMA}, resunet: PSNR", found["PSNR"], "dB", 30.7, "at least")
    yield Figure("its training", seconds, "s", SECONDS, "at most")
    rows: dict[str, Found] = {
        "noisy": (found["PSNR before"], found["SSIM before"], None),
        **_classical(photos),
        "`resunet`": found_of(one),
    }
    if importlib.util.find_spec("bm3d"):
        few = [photo.after for photo in one.photos[::RARELY]]
        psnr, ssim = (
            float(np.mean([getattr(nearness, name) for nearness in few])) for name in ("psnr", "ssim")
        )
        rows[f"BM3D, every {RARELY}th photo"] = denoised(photos, _bm3d, SIGMA, RARELY)
        rows[f"`resunet`, every {RARELY}th photo"] = (psnr, ssim, None)
    for name, value in PUBLISHED_DENOISERS.items():
        rows[f"{name}, published"] = (value, float("nan"), None)
    yield table(f"CBSD68, Gaussian noise of {SIGMA}", rows)
    yield from _large(run, folder)


def _classical(photos: Path) -> dict[str, Found]:
    ways: dict[str, list[Way]] = {
        "OpenCV, non-local means": [opencv_means(strength) for strength in (10, 15, 20)],
        "scikit-image, non-local means": [_scikit_means(share) for share in (0.4, 0.6, 0.8)],
        "scikit-image, total variation": [_total_variation(weight) for weight in (0.06, 0.1)],
        "scikit-image, wavelets": [_wavelets],
    }
    return {
        name: max((denoised(photos, way, SIGMA) for way in some), key=lambda row: row[0])
        for name, some in ways.items()
    }


def _scikit_means(share: float) -> Way:
    from skimage.restoration import denoise_nl_means

    sigma = SIGMA / 255
    return lambda noisy: denoise_nl_means(
        noisy, patch_size=5, patch_distance=6, h=share * sigma, sigma=sigma, channel_axis=2
    )


def _total_variation(weight: float) -> Way:
    from skimage.restoration import denoise_tv_chambolle

    return lambda noisy: np.asarray(denoise_tv_chambolle(noisy, weight, channel_axis=2))


def _wavelets(noisy: NDArray[np.float32]) -> NDArray[Any]:
    from skimage.restoration import denoise_wavelet

    return np.asarray(denoise_wavelet(noisy, sigma=SIGMA / 255, channel_axis=2, convert2ycbcr=True))


def _bm3d(noisy: NDArray[np.float32]) -> NDArray[Any]:
    way = importlib.import_module("bm3d").bm3d_rgb
    return np.asarray(way(noisy.astype(np.float64), SIGMA / 255))


def _large(run: Run, folder: Path) -> Iterator[Figure]:
    """Seconds and memory of `convscope denoise` for a photo of 12 megapixels."""
    photo = Image.fromarray(np.random.default_rng(0).integers(0, 256, (*LARGE, 3), np.uint8))
    photo.save(folder / "large.png", compress_level=1)
    command = ["denoise", "large.png", "--network", f"run:{run.folder.resolve()}", "--out", "made", "--quiet"]
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "convscope.cli", *command], cwd=folder)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    assert status == 0
    claim = "12 megapixels denoised by resunet"
    yield Figure(f"{claim}: the command", seconds, "s", 60, "at most")
    yield Figure(f"{claim}: peak memory", used.ru_maxrss * 1024 / 1e9, "GB", 2, "at most")


def _enlarging(photos: Path, scale: int, goal: float | None) -> Iterator[Figure | Table]:
    rows: dict[str, Found] = {}
    for name, options in ENLARGERS[scale].items():
        run, seconds = trained(name, name, task="upscale", **options)
        one = judged(f"run:{run.folder}", photos)
        found = one.metrics
        rows["bicubic"] = (found["PSNR before"], found["SSIM before"], None)
        rows[f"`{name}`"] = found_of(one)
        least = goal or found["PSNR before"] + 1.2
        yield Figure(f"Set5, {name}: PSNR of the luma", found["PSNR"], "dB", least, "at least")
        yield Figure("its training", seconds, "s", SECONDS, "at most")
    for name, value in PUBLISHED_ENLARGERS[scale].items():
        rows[f"{name}, published"] = (value, float("nan"), None)
    yield table(f"Set5, {scale} times as large", rows)


def _repairing(photos: Path) -> Iterator[Figure | Table]:
    run, seconds = trained("repair", "resunet", jpeg=str(QUALITY), epochs=25)
    one = judged(f"run:{run.folder}", photos)
    found = one.metrics
    gain = found["PSNR"] - found["PSNR before"]
    yield Figure(f"CBSD68, JPEG {QUALITY}, resunet: PSNR gained", gain, "dB", 0.9, "at least")
    yield Figure("its training", seconds, "s", SECONDS, "at most")
    yield table(
        f"CBSD68, JPEG of quality {QUALITY}",
        {
            "decoded": (found["PSNR before"], found["SSIM before"], None),
            "`resunet`": found_of(one),
        },
    )
