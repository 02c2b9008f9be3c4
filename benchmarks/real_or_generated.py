"""Detectors of made pictures: each trained on what one network makes, judged on what the others make.

Photos: the middles of ``photos400`` are real; made ones are the same, shrunk and enlarged again by a bicubic kernel
or by `espcn-x2`, or with noise of 25 taken away by `resunet`.  The middles of CBSD68, of which nothing was learned,
are judged, in tiles of 64 x 64 pixels.  A detector is a small network from scratch, trained with the blur and JPEG of
Wang et al. 2020 or without.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter

import convscope
from benchmarks.kept_runs import FOLDER, kept_run
from benchmarks.learning import DATA
from benchmarks.measure import Table
from convscope.datasets import open_dataset
from convscope.generation.own_tiles import own_tiles
from convscope.images import Photo
from convscope.network import Network

Pixels: TypeAlias = NDArray[np.uint8]
Way: TypeAlias = Callable[[Pixels], Pixels]

DETECTOR = " -> ".join(
    (
        "input 64x64x3 -> conv 16 5x5 stride 2 padding 2 -> batchnorm -> relu",
        *(f"conv {channels} 3x3 stride 2 padding 1 -> batchnorm -> relu" for channels in (32, 64)),
        "globalavgpool2d -> dense 2",
    )
)
TILE = 64
SIDE = 128
SIGMA = 25
# Every how manieth photo is learned from.
EVERY = 2
# Trainings of two minutes of a core at most.
SHORT: dict[str, Any] = {"val_share": 0.05, "precision": "bf16"}
DETECTING: dict[str, Any] = {"epochs": 12, "seed": 0}
AUGMENTED = {"plain": "flip", "blur and JPEG": "flip, blur 0.5, jpeg 0.5"}


def run() -> Iterator[Table]:
    """How often each detector is right, by what made the pictures, and by what was done to them afterwards."""
    torch.set_num_threads(1)
    ways = _ways()
    learned = _middles(DATA / "photos400.tar")[::EVERY]
    with TemporaryDirectory() as place:
        with tarfile.open(DATA / "restoration.tar") as archive:
            archive.extractall(place, filter="data")
        judged = _middles(Path(place) / "restoration" / "CBSD68")
    made = {name: [way(one) for one in judged] for name, way in ways.items()}
    detectors = {
        (name, trained): _detector(name, way, learned, augment)
        for name, way in ways.items()
        for trained, augment in AUGMENTED.items()
    }
    yield _transfer(detectors, judged, made)
    yield _robustness(detectors, judged, made)


def _ways() -> dict[str, Way]:
    """What makes pictures of the size of a photo."""
    larger, _ = kept_run("told-larger", DATA / "photos400.tar", "espcn-x2", task="upscale", epochs=5, **SHORT)
    clean, _ = kept_run("told-clean", DATA / "photos400.tar", "resunet", noise=str(SIGMA), epochs=2, **SHORT)
    upscaler, denoiser = (convscope.open_network(f"run:{one.folder}") for one in (larger, clean))

    def denoised(pixels: Pixels) -> Pixels:
        noise = SIGMA * np.random.default_rng(int(pixels.sum())).standard_normal(pixels.shape)
        return convscope.denoise(denoiser, _eight_bits(pixels + noise)).pixels

    return {
        "enlarged, bicubic": lambda pixels: _resized(_resized(pixels, SIDE // 2), SIDE),
        "enlarged, espcn": lambda pixels: convscope.upscale(upscaler, _resized(pixels, SIDE // 2)).pixels,
        "denoised, resunet": denoised,
    }


def _middles(place: Path) -> list[Pixels]:
    """The middle of each photo of a data set, 128 x 128 pixels."""
    found = []
    for item in open_dataset(place, needs_labels=False).items:
        pixels = item.pixels()
        top, left = ((size - SIDE) // 2 for size in pixels.shape[:2])
        found.append(pixels[top : top + SIDE, left : left + SIDE])
    return found


def _resized(pixels: Pixels, side: int) -> Pixels:
    return np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC))


def _eight_bits(values: NDArray[np.floating[Any]]) -> Pixels:
    found: Pixels = np.rint(values.clip(0, 255)).astype(np.uint8)
    return found


def _detector(name: str, way: Way, learned: list[Pixels], augment: str) -> Network:
    """A network that learned to tell photos from what a way makes of them."""
    data = FOLDER / "told" / name.replace(", ", "-")
    for label, pictures in (("real", learned), ("generated", map(way, learned))):
        folder = data / label
        if not folder.exists():
            folder.mkdir(parents=True)
            for number, pixels in enumerate(pictures):
                tiles = own_tiles(Photo("", pixels), (TILE, TILE)).reshape(-1, TILE, TILE, 3)
                for place, tile in enumerate(tiles):
                    Image.fromarray(tile).save(folder / f"{number:03}-{place}.png")
    run, _ = kept_run("told", data, DETECTOR, augment=augment, **DETECTING)
    return convscope.open_network(f"run:{run.folder}")


def _probabilities(network: Network, pictures: list[Pixels]) -> NDArray[np.float32]:
    """That each tile is generated."""
    return np.concatenate(
        [convscope.real_or_generated(network, pixels).probabilities.ravel() for pixels in pictures]
    )


def _right(network: Network, real: list[Pixels], made: list[Pixels]) -> float:
    """The share of tiles that are told right, half of which are real."""
    return float(
        np.mean([(_probabilities(network, real) <= 0.5).mean(), (_probabilities(network, made) > 0.5).mean()])
    )


Detectors: TypeAlias = Mapping[tuple[str, str], Network]


def _transfer(detectors: Detectors, real: list[Pixels], made: Mapping[str, list[Pixels]]) -> Table:
    numbers = {
        f"{name}, {trained}": {other: _right(network, real, pictures) for other, pictures in made.items()}
        for (name, trained), network in detectors.items()
    }
    return _table("Learned from (rows), judged on (columns): tiles told right", numbers)


def _robustness(detectors: Detectors, real: list[Pixels], made: Mapping[str, list[Pixels]]) -> Table:
    changes: dict[str, Way] = {
        "as they are": lambda pixels: pixels,
        "JPEG 90": lambda pixels: _jpeg(pixels, 90),
        "JPEG 50": lambda pixels: _jpeg(pixels, 50),
        "blur 1": lambda pixels: _eight_bits(gaussian_filter(pixels.astype(np.float64), (1, 1, 0))),
        "resized to 3/4": lambda pixels: _resized(pixels, 3 * SIDE // 4),
    }
    numbers = {
        f"{name}, {trained}": {
            what: _right(network, *([change(one) for one in some] for some in (real, made[name])))
            for what, change in changes.items()
        }
        for (name, trained), network in detectors.items()
    }
    return _table("Judged on what they learned, after a change of all pictures: tiles told right", numbers)


def _jpeg(pixels: Pixels, quality: int) -> Pixels:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def _table(title: str, numbers: dict[str, dict[str, float]]) -> Table:
    header = ("", *next(iter(numbers.values())))
    cells = tuple((name, *(f"{100 * value:.0f}%" for value in row.values())) for name, row in numbers.items())
    return Table(title, header, cells, dict(numbers))
