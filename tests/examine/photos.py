"""A folder of small photos of two kinds, and a network that looks at them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

import convscope
from convscope.examine.scans import Scan

TEXT = "input 3x12x12 -> conv 4 3x3 -> relu -> maxpool 2 -> conv 6 3x3 -> relu -> globalavgpool -> flatten -> dense 2"


@cache
def network(seed: int = 0) -> convscope.Network:
    return convscope.open_network(TEXT, weights="random", seed=seed)


def write_photos(folder: Path, numbers: Iterable[int] = range(12)) -> Path:
    """Photos ``bright/N.png`` for even numbers and ``dark/N.png`` for odd ones."""
    for number in numbers:
        kind = ("bright", "dark")[number % 2]
        generator = np.random.default_rng(number)
        pixels = generator.integers(0, 120, (14 + number % 3, 13, 3)) + (0 if number % 2 else 130)
        (folder / kind).mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels.astype(np.uint8)).save(folder / kind / f"{number:02}.png")
    return folder


def scan_by_threes(data: Path, folder: Path) -> Scan:
    """A scan of many small shards, also for processes of their own."""
    return convscope.scan(network(), data, out=folder, shard=3, exemplars=4)
