"""A denoiser that is told how strong the noise is, what the estimate costs, and what is learned from noisy photos.

Learned from the 400 photos of ``photos400`` in a few minutes.  `ffdnet` is judged on CBSD68 with noise of three
strengths, which it is told; and on every sixth photo, rounded to 8 bits, told or estimating.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import convscope
from benchmarks.measure import Table
from benchmarks.restored import Found, denoised, found_of, judged, opencv_means, photo_sets, table, trained
from convscope.progress import Progress

SIGMAS = (15, 25, 50)
# OpenCV's strength of each.
STRENGTHS = {15: 8, 25: 15, 50: 35}
EVERY = 6
TARGETS: dict[str, dict[str, Any]] = {
    "from clean photos": {"noise": "25"},
    "`--target noisy`": {"noise": "25", "target": "noisy"},
    "`--target blind-spot`": {"noise": "25", "target": "blind-spot"},
    "`--jpeg 50 --target blind-spot`": {"noise": "25", "jpeg": "50", "target": "blind-spot"},
}


def run() -> Iterator[Table]:
    """The tables of the documentation."""
    with photo_sets() as sets:
        photos, few = sets / "CBSD68", sets / "few"
        few.mkdir()
        for photo in sorted(photos.glob("*.png"))[::EVERY]:
            shutil.copy(photo, few)
        learned, _ = trained("told", "ffdnet", task="denoise", epochs=3)
        spec = f"run:{learned.folder}"
        yield table("CBSD68, told the noise", _told(photos, spec))
        yield table(f"every {EVERY}th photo of CBSD68, of 8 bits", _estimated(photos, spec))
        yield table(f"every {EVERY}th photo of CBSD68, one epoch", _from_noisy(few))


def _told(photos: Path, spec: str) -> dict[str, Found]:
    rows: dict[str, Found] = {}
    for sigma in SIGMAS:
        one = judged(spec, photos, noise=str(sigma))
        rows[f"noise of {sigma}"] = (one.metrics["PSNR before"], one.metrics["SSIM before"], None)
        rows[f"{sigma}: OpenCV, non-local means"] = denoised(photos, opencv_means(STRENGTHS[sigma]), sigma)
        rows[f"{sigma}: `ffdnet`"] = found_of(one)
    return rows


def _estimated(photos: Path, spec: str) -> dict[str, Found]:
    network = convscope.open_network(spec)
    rows: dict[str, Found] = {}
    for sigma in SIGMAS:
        for name, noise in (("told", sigma), ("estimated", None)):

            def way(noisy: NDArray[np.float32], noise: float | None = noise) -> NDArray[Any]:
                seen = np.rint(255 * noisy.clip(0, 1)).astype(np.uint8)
                return convscope.denoise(network, seen, noise=noise, progress=Progress()).pixels / np.float32(
                    255
                )

            rows[f"{sigma}: {name}"] = denoised(photos, way, sigma, EVERY)
    return rows


def _from_noisy(photos: Path) -> dict[str, Found]:
    rows: dict[str, Found] = {}
    for name, options in TARGETS.items():
        learned, _ = trained("targets", "resunet", epochs=1, **options)
        said = {key: options[key] for key in ("noise", "jpeg") if key in options}
        one = judged(f"run:{learned.folder}", photos, **said)
        what = "noisy" if "jpeg" not in options else "noisy, then a JPEG"
        rows[what] = (one.metrics["PSNR before"], one.metrics["SSIM before"], None)
        rows[name] = found_of(one)
    return rows
