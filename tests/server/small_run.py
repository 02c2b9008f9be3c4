"""A run of four epochs over two kinds of small pictures, with snapshots after the first and the third."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import convscope
from convscope.learn.run import Run

TEXT = "input 3x12x12 -> conv 4 3x3 -> relu -> globalavgpool -> flatten -> dense 2"


def small_run(place: Path, name: str = "light", seed: int = 0) -> Run:
    generator = np.random.default_rng(0)
    for kind in ("bright", "dark"):
        (place / "data" / kind).mkdir(parents=True, exist_ok=True)
        for number in range(8):
            noise = generator.integers(0, 156, (12, 12, 3)) + 100 * (kind == "bright")
            Image.fromarray(noise.astype(np.uint8)).save(place / "data" / kind / f"{number}.png")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_CACHE", str(place / "cache"))
        return convscope.train(
            place / "data",
            TEXT,
            out=place / "runs" / name,
            epochs=4,
            batch_size=4,
            workers=0,
            snapshots=(1, 3),
            seed=seed,
        )
