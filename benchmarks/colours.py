"""Colours given to grey photos of CBSD68: the likeliest, their mean, and with strokes of true colours.

Learned from the 400 photos of ``photos400``.  A stroke is a square of a true colour, at a place drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

import convscope
from benchmarks.measure import Figure, Table
from benchmarks.restored import photo_sets, trained
from convscope.datasets import open_dataset
from convscope.datasets.dataset import UNDIVIDED
from convscope.evaluation.colorizer import judged_colours
from convscope.images import Photo
from convscope.network import Network, embedded
from convscope.network.task.colours import TEMPERATURE
from convscope.progress import Progress

STROKES = 10
SIDES = (8, 24)
HEADER = ("", "chroma gain, dB", "PSNR, dB", "recognised", "recognised of five")


def run() -> Iterator[Figure | Table]:
    """The gain beside the goal, and the table."""
    with photo_sets() as sets:
        learned, _ = trained("colours", "colorizer:efficientnet-lite0", task="colorize")
        network = convscope.open_network(f"run:{learned.folder}")
        likely = _judged(network, sets / "CBSD68")
        found = {
            "grey": _judged(network, sets / "CBSD68", is_grey=True),
            "`colorizer:efficientnet-lite0`": likely,
            "with `--temperature 1`": _judged(network, sets / "CBSD68", temperature=1.0),
            f"with {STROKES} strokes of true colours": _judged(network, sets / "CBSD68", strokes=STROKES),
        }
    yield Figure("CBSD68, colorizer: chroma gain", likely[0], "dB", 3, "at least")
    cells = tuple(
        (name, f"{gain:.2f}", f"{psnr:.2f}", f"{first:.1%}", f"{five:.1%}")
        for name, (gain, psnr, first, five) in found.items()
    )
    yield Table(
        "CBSD68, its colours taken away", HEADER, cells, {name: list(one) for name, one in found.items()}
    )


def _judged(
    network: Network,
    photos: Path,
    *,
    temperature: float = TEMPERATURE,
    strokes: int = 0,
    is_grey: bool = False,
) -> tuple[float, float, float, float]:
    """Chroma gain and PSNR in dB, and how often the embedded network recognises a photo, first or among five."""
    asked, rows = convscope.open_network(embedded.NAME), []
    for place, item in enumerate(open_dataset(photos, needs_labels=False).split(UNDIVIDED)):
        truth = item.photo()
        hints = _strokes(truth, strokes, np.random.default_rng([0, place])) if strokes else None
        found = convscope.colorize(
            network, truth, truth=truth, hints=hints, temperature=temperature, progress=Progress()
        )
        near = found.figures_before if is_grey else found.figures
        assert near is not None
        error, colour, first, five, first_grey, five_grey = judged_colours(asked, truth, found)
        recognised = (first_grey, five_grey) if is_grey else (first, five)
        rows.append((colour if is_grey else error, colour, near.psnr, *recognised))
    error, colour, psnr, first, five = np.mean(rows, 0).tolist()
    return 10 * float(np.log10(colour / error)), psnr, first, five


def _strokes(photo: Photo, count: int, chance: np.random.Generator) -> np.ndarray:
    """Squares of the photo (rows, columns, 4) on a transparent picture."""
    drawn = np.zeros((photo.rows, photo.columns, 4), np.uint8)
    for _ in range(count):
        side = int(chance.integers(*SIDES, endpoint=True))
        row, column = int(chance.integers(photo.rows - side)), int(chance.integers(photo.columns - side))
        part = (slice(row, row + side), slice(column, column + side))
        drawn[part] = np.dstack([photo.pixels[part], np.full((side, side), 255, np.uint8)])
    return drawn
