"""A tiny data set, and a network that learns it in seconds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.learn import TrainingOptions, TrainingRequest

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> maxpool 2 -> dropout 0.2 -> flatten -> dense 2"


def write_pictures(place: Path, count: int, seed: int = 0) -> Path:
    """Pictures of two classes, with upright and with lying stripes, in noise."""
    generator = np.random.default_rng(seed)
    for label, kind in enumerate(("lying", "upright")):
        (place / kind).mkdir(parents=True)
        for number in range(count):
            stripes = 60 * np.sin(np.arange(20) + generator.uniform(0, 6))[:, None] * np.ones((1, 20))
            grey = 128 + (stripes.T if label else stripes)
            noisy = grey[..., None] + generator.normal(0, 40, (20, 20, 3))
            Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(place / kind / f"{number:03}.png")
    return place


@pytest.fixture(scope="session")
def stripes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty pictures of each of two classes."""
    return write_pictures(tmp_path_factory.mktemp("data") / "stripes", 20)


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs and caches of a test are its own."""
    monkeypatch.setenv("CONVSCOPE_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def striped(stripes: Path) -> TrainingRequest:
    """Three epochs of four steps, with everything that is random: order, augmentation, dropout, mixing."""
    options = TrainingOptions(
        epochs=3, batch_size=8, augment="flip, crop, mixup", ema=0.9, checkpoint_seconds=0
    )
    return TrainingRequest(str(stripes), TEXT, options=options)
