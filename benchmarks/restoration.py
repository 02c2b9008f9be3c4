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
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

import convscope
from benchmarks.kept_runs import kept_run
from benchmarks.learning import DATA
from benchmarks.measure import Figure, Table
from convscope.datasets import open_dataset
from convscope.datasets.dataset import UNDIVIDED
from convscope.evaluation.restorer_evaluation import RestorerEvaluation
from convscope.learn.run import Run
from convscope.restore.degradations import degradation_of
from convscope.restore.figures import nearness

# Takes and gives (rows, columns, 3), 1 for white.
Way: TypeAlias = Callable[[NDArray[np.float32]], NDArray[Any]]
LEARNED = DATA / "photos400.tar"
SIGMA = 25
QUALITY = 10
# Common to all trainings; bfloat16 halves a step where the processor computes it natively.
OPTIONS: dict[str, Any] = {"val_share": 0.05, "precision": "bf16"}
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
HEADER = ("", "PSNR, dB", "SSIM", "seconds a photo")


def run() -> Iterator[Figure | Table]:
    """Figures beside the goals, and the tables of the documentation."""
    torch.set_num_threads(1)
    with TemporaryDirectory() as place:
        folder = Path(place)
        with tarfile.open(DATA / "restoration.tar") as archive:
            archive.extractall(folder, filter="data")
        sets = folder / "restoration"
        yield from _denoising(sets / "CBSD68", folder)
        for scale, goal in ((2, 36.0), (4, None)):
            yield from _enlarging(sets / "CSet5", scale, goal)
        yield from _repairing(sets / "CBSD68")


def _trained(name: str, network: str, **options: Any) -> tuple[Run, float]:
    return kept_run(name, LEARNED, network, **OPTIONS, **options)


def _judged(run: Run, data: Path) -> RestorerEvaluation:
    judged = convscope.evaluate(convscope.open_network(f"run:{run.folder}"), data)
    assert isinstance(judged, RestorerEvaluation)
    return judged


def _denoising(photos: Path, folder: Path) -> Iterator[Figure | Table]:
    run, seconds = _trained("denoise", "resunet", noise=str(SIGMA), epochs=75)
    judged = _judged(run, photos)
    found = judged.metrics
    yield Figure(f"CBSD68, noise {SIGMA}, resunet: PSNR", found["PSNR"], "dB", 30.7, "at least")
    yield Figure("its training", seconds, "s", SECONDS, "at most")
    rows: dict[str, tuple[float, float, float | None]] = {
        "noisy": (found["PSNR before"], found["SSIM before"], None),
        **_classical(photos),
        "`resunet`": (found["PSNR"], found["SSIM"], judged.seconds / len(judged.photos)),
    }
    if importlib.util.find_spec("bm3d"):
        few = [one.after for one in judged.photos[::RARELY]]
        psnr, ssim = (float(np.mean([getattr(one, name) for one in few])) for name in ("psnr", "ssim"))
        rows[f"BM3D, every {RARELY}th photo"] = _classically(photos, _bm3d, RARELY)
        rows[f"`resunet`, every {RARELY}th photo"] = (psnr, ssim, None)
    for name, value in PUBLISHED_DENOISERS.items():
        rows[f"{name}, published"] = (value, float("nan"), None)
    yield _table(f"CBSD68, Gaussian noise of {SIGMA}", rows)
    yield from _large(run, folder)


def _classical(photos: Path) -> dict[str, tuple[float, float, float | None]]:
    ways: dict[str, list[Way]] = {
        "OpenCV, non-local means": [_opencv(strength) for strength in (10, 15, 20)],
        "scikit-image, non-local means": [_scikit_means(share) for share in (0.4, 0.6, 0.8)],
        "scikit-image, total variation": [_total_variation(weight) for weight in (0.06, 0.1)],
        "scikit-image, wavelets": [_wavelets],
    }
    return {
        name: max((_classically(photos, way) for way in some), key=lambda row: row[0])
        for name, some in ways.items()
    }


def _classically(photos: Path, way: Way, every: int = 1) -> tuple[float, float, float]:
    """Mean PSNR, SSIM and seconds; each photo has the noise that `convscope.evaluate` gives it."""
    degradation = degradation_of(noise=str(SIGMA))
    found, seconds = [], 0.0
    for place, item in enumerate(open_dataset(photos, needs_labels=False).split(UNDIVIDED)):
        if place % every:
            continue
        truth = item.pixels()
        noisy = degradation(truth, np.random.default_rng([0, place])) / np.float32(255)
        began = time.process_time()
        restored = way(noisy)
        seconds += time.process_time() - began
        found.append(nearness(np.rint(255 * np.clip(restored, 0, 1)).astype(np.uint8), truth))
    psnr, ssim = (float(np.mean([getattr(one, name) for one in found])) for name in ("psnr", "ssim"))
    return psnr, ssim, seconds / len(found)


def _opencv(strength: int) -> Way:
    import cv2

    cv2.setNumThreads(1)

    def way(noisy: NDArray[np.float32]) -> NDArray[Any]:
        seen = np.rint(255 * noisy.clip(0, 1)).astype(np.uint8)
        found = cv2.fastNlMeansDenoisingColored(seen, None, strength, strength)
        return np.asarray(found) / np.float32(255)

    return way


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
    rows: dict[str, tuple[float, float, float | None]] = {}
    for name, options in ENLARGERS[scale].items():
        run, seconds = _trained(name, name, task="upscale", **options)
        judged = _judged(run, photos)
        found = judged.metrics
        rows["bicubic"] = (found["PSNR before"], found["SSIM before"], None)
        rows[f"`{name}`"] = (found["PSNR"], found["SSIM"], judged.seconds / len(judged.photos))
        least = goal or found["PSNR before"] + 1.2
        yield Figure(f"Set5, {name}: PSNR of the luma", found["PSNR"], "dB", least, "at least")
        yield Figure("its training", seconds, "s", SECONDS, "at most")
    for name, value in PUBLISHED_ENLARGERS[scale].items():
        rows[f"{name}, published"] = (value, float("nan"), None)
    yield _table(f"Set5, {scale} times as large", rows)


def _repairing(photos: Path) -> Iterator[Figure | Table]:
    run, seconds = _trained("repair", "resunet", jpeg=str(QUALITY), epochs=25)
    judged = _judged(run, photos)
    found = judged.metrics
    gain = found["PSNR"] - found["PSNR before"]
    yield Figure(f"CBSD68, JPEG {QUALITY}, resunet: PSNR gained", gain, "dB", 0.9, "at least")
    yield Figure("its training", seconds, "s", SECONDS, "at most")
    yield _table(
        f"CBSD68, JPEG of quality {QUALITY}",
        {
            "decoded": (found["PSNR before"], found["SSIM before"], None),
            "`resunet`": (found["PSNR"], found["SSIM"], judged.seconds / len(judged.photos)),
        },
    )


def _table(title: str, rows: dict[str, tuple[float, float, float | None]]) -> Table:
    cells = tuple(
        (
            name,
            f"{psnr:.2f}",
            "" if np.isnan(ssim) else f"{ssim:.4f}",
            "" if seconds is None else f"{seconds:.2f}",
        )
        for name, (psnr, ssim, seconds) in rows.items()
    )
    numbers = {
        name: {"psnr": psnr, "ssim": None if np.isnan(ssim) else ssim, "seconds": seconds}
        for name, (psnr, ssim, seconds) in rows.items()
    }
    return Table(title, HEADER, cells, numbers)
