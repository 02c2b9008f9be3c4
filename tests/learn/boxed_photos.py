"""Photos with dark discs and bright squares, annotated as VOC, and the smallest detector that learns them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from convscope.learn import TrainingOptions, TrainingRequest
from datasets.boxed.annotated_photos import split, voc
from network.detectors.tiny import TINY


def write_photos(place: Path, count: int, seed: int = 0) -> Path:
    """Photos of 64 x 64 with up to three things each, the first two thirds for training."""
    generator = np.random.default_rng(seed)
    stems = []
    for number in range(count):
        pixels = generator.normal(128, 10, (64, 64, 3))
        things = []
        for _ in range(int(generator.integers(1, 4))):
            side = int(generator.integers(12, 24))
            left, top = (int(value) for value in generator.integers(0, 64 - side, 2))
            rows, columns = np.mgrid[top : top + side, left : left + side]
            middle = (side - 1) / 2
            is_disc = bool(generator.random() < 0.5)
            inside = (rows - top - middle) ** 2 + (columns - left - middle) ** 2 <= (side / 2) ** 2
            pixels[rows[inside], columns[inside]] = 20 if is_disc else pixels[rows[inside], columns[inside]]
            if not is_disc:
                pixels[rows, columns] = 235
            things.append(("disc" if is_disc else "square", (left, top, left + side, top + side)))
        stem = f"{number:03}"
        voc(place, stem, things, said=(64, 64))
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(place / "JPEGImages" / f"{stem}.png")
        stems.append(stem)
    parts = 2 * count // 3, 5 * count // 6
    split(place, "train", *stems[: parts[0]])
    split(place, "val", *stems[parts[0] : parts[1]])
    split(place, "test", *stems[parts[1] :])
    return place


def request(place: Path, network: str = TINY, **settings: object) -> TrainingRequest:
    """A few epochs of the tiny detector from random weights."""
    options = {"epochs": 2, "batch_size": 8, "size": 64, "rate": 1e-2, "checkpoint_seconds": 0} | settings
    return TrainingRequest(str(place), network, options=TrainingOptions.model_validate(options))
