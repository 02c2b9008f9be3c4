"""What benchmarks of restorers share: the photos, trainings that are kept, judging, and tables."""

from __future__ import annotations

import tarfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

import convscope
from benchmarks.kept_runs import kept_run
from benchmarks.learning import DATA
from benchmarks.measure import Table
from convscope.datasets import open_dataset
from convscope.datasets.dataset import UNDIVIDED
from convscope.evaluation.restorer_evaluation import RestorerEvaluation
from convscope.learn.run import Run
from convscope.restore.degradations import degradation_of
from convscope.restore.figures import nearness

# Takes and gives (rows, columns, 3), 1 for white.
Way: TypeAlias = Callable[[NDArray[np.float32]], NDArray[Any]]
# PSNR and SSIM, and seconds a photo where they were measured.
Found: TypeAlias = tuple[float, float, float | None]
LEARNED = DATA / "photos400.tar"
# Common to all trainings; bfloat16 halves a step where the processor computes it natively.
OPTIONS: dict[str, Any] = {"val_share": 0.05, "precision": "bf16"}
HEADER = ("", "PSNR, dB", "SSIM", "seconds a photo")


@contextmanager
def photo_sets() -> Iterator[Path]:
    """A folder of ``CBSD68`` and ``CSet5``, and one thread to judge on them."""
    torch.set_num_threads(1)
    with TemporaryDirectory() as place:
        with tarfile.open(DATA / "restoration.tar") as archive:
            archive.extractall(place, filter="data")
        yield Path(place) / "restoration"


def trained(name: str, network: str, **options: Any) -> tuple[Run, float]:
    """A run on the 400 photos, and its seconds."""
    return kept_run(name, LEARNED, network, **OPTIONS, **options)


def judged(spec: str, data: Path, **said: Any) -> RestorerEvaluation:
    """A network beside the true photos."""
    found = convscope.evaluate(convscope.open_network(spec), data, **said)
    assert isinstance(found, RestorerEvaluation)
    return found


def found_of(one: RestorerEvaluation) -> Found:
    """Figures of an evaluation."""
    return one.metrics["PSNR"], one.metrics["SSIM"], one.seconds / len(one.photos)


def denoised(photos: Path, way: Way, sigma: float, every: int = 1) -> tuple[float, float, float]:
    """Mean PSNR, SSIM and seconds of a way; each photo has the noise that `convscope.evaluate` gives it."""
    degradation = degradation_of(noise=f"{sigma:g}")
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


def opencv_means(strength: float) -> Way:
    """OpenCV's non-local means of one strength, on the scale of 0 to 255."""
    import cv2

    cv2.setNumThreads(1)

    def way(noisy: NDArray[np.float32]) -> NDArray[Any]:
        seen = np.rint(255 * noisy.clip(0, 1)).astype(np.uint8)
        found = cv2.fastNlMeansDenoisingColored(seen, None, strength, strength)
        return np.asarray(found) / np.float32(255)

    return way


def table(title: str, rows: Mapping[str, Found]) -> Table:
    """Rows of PSNR, SSIM and seconds."""
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
