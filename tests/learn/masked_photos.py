"""Photos with dark discs and bright squares, with masks, and the smallest segmenter that learns them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from convscope.learn import TrainingOptions, TrainingRequest
from network.segmenters.tiny import TINY


def write_photos(place: Path, count: int, seed: int = 0, *, are_things: bool = False) -> Path:
    """Photos of 64 x 96 with up to three things each; masks of classes, or numbers of the things."""
    generator = np.random.default_rng(seed)
    for number in range(count):
        split = ("train", "train", "val", "test")[number % 4]
        folders = [place / split / name for name in ("images", "instances" if are_things else "masks")]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        pixels, mask = generator.normal(128, 10, (64, 96, 3)), np.zeros((64, 96), np.uint8)
        for thing in range(int(generator.integers(1, 4))):
            side = int(generator.integers(14, 24))
            top, left = int(generator.integers(64 - side)), int(generator.integers(96 - side))
            rows, columns = np.mgrid[top : top + side, left : left + side]
            is_disc = bool(generator.random() < 0.5)
            middle = (side - 1) / 2
            inside = (rows - top - middle) ** 2 + (columns - left - middle) ** 2 <= (side / 2) ** 2
            inside |= not is_disc
            pixels[rows[inside], columns[inside]] = 20 if is_disc else 235
            mask[rows[inside], columns[inside]] = thing + 1 if are_things else 1 if is_disc else 2
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(folders[0] / f"{number:03}.png")
        Image.fromarray(mask).save(folders[1] / f"{number:03}.png")
    if not are_things:
        (place / "classes.txt").write_text("ground\ndisc\nsquare\n")
    return place


def request(place: Path, **settings: object) -> TrainingRequest:
    """A few epochs of the tiny segmenter from random weights."""
    options = {"epochs": 2, "batch_size": 4, "rate": 1e-2, "checkpoint_seconds": 0} | settings
    return TrainingRequest(str(place), TINY, options=TrainingOptions.model_validate(options))
