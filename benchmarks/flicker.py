"""How much films flicker that are dreamt, or redrawn in a style: frame by frame, and held along the motion.

Two films whose motion is known to the pixel: a window of 200 x 152 pixels that moves over a photo by 4 pixels a
frame, for 9 frames.  The flicker is the mean absolute change of a pixel, white being 1, from one frame to the next
along that motion, where both frames see the same; that of the film itself is what its compression leaves.
The strength is the mean absolute difference from the film: a film may not be steady by being drawn less.  Embedded
network, defaults but for what a claim says.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import skimage
from numpy.typing import NDArray
from PIL import Image

import convscope
from benchmarks.measure import Figure
from convscope.images.film import open_film
from convscope.images.film_writing import write_film
from convscope.makers.films import STEADY

PHOTOS = Path(skimage.__file__).parent / "data"
FRAMES, PAN = 9, 4  # pixels from one frame to the next

Film = list[NDArray[np.float64]]


def run() -> Iterator[Figure]:
    """Dream and redraw each film twice, and measure them along the motion."""
    network = convscope.open_network("efficientnet-lite0")
    with TemporaryDirectory() as folder:
        for name in ("chelsea.png", "coffee.png"):
            film = Path(folder) / f"{name}.mp4"
            _pan(PHOTOS / name, film)
            alone, held = film.with_suffix(".alone.mp4"), film.with_suffix(".held.mp4")
            for video, steady in ((alone, 0.0), (held, STEADY)):
                convscope.dream_film(network, film, video, "blocks.3", octaves=3, steady=steady)
            yield from _figures(f"{name} dreamt by blocks.3, 3 octaves", film, alone, held)
            painting = PHOTOS / "ihc.png"
            for video, steady in ((alone, 0.0), (held, STEADY)):
                convscope.style_film(network, film, painting, video, steps=20, steady=steady)
            yield from _figures(f"{name} in the style of ihc.png, 20 steps a size", film, alone, held)


def _pan(photo: Path, place: Path) -> None:
    picture = Image.open(photo).convert("RGB").resize((300, 200))
    views = (picture.crop((PAN * number, 10, PAN * number + 200, 162)) for number in range(FRAMES))
    write_film(((view, 1) for view in views), place, Fraction(1, 25))


def _figures(what: str, film: Path, alone: Path, held: Path) -> Iterator[Figure]:
    original, by_itself, along = (_frames(one) for one in (film, alone, held))
    flickers = [flicker(one) for one in (original, by_itself, along)]
    yield Figure(
        f"{what}: flicker held along the motion, beside each frame by itself",
        flickers[2] / flickers[1],
        "times",
        goal=0.5,
        bound="at most",
        note=f"{flickers[2]:.4f} beside {flickers[1]:.4f}; of the film {flickers[0]:.4f}",
    )
    strengths = [_strength(original, one) for one in (by_itself, along)]
    yield Figure(
        f"{what}: strength held along the motion, beside each frame by itself",
        strengths[1] / strengths[0],
        "times",
        goal=0.7,
        bound="at least",
        note=f"{strengths[1]:.4f} beside {strengths[0]:.4f}",
    )


def _frames(film: Path) -> Film:
    return [pixels / 255 for pixels, _ in open_film(film).frames()]


def flicker(film: Film) -> float:
    """Mean change from one frame to the next along the pan."""
    return float(
        np.mean([np.abs(after[:, :-PAN] - before[:, PAN:]).mean() for before, after in pairwise(film)])
    )


def _strength(film: Film, drawn: Film) -> float:
    return float(np.mean([np.abs(one - other).mean() for one, other in zip(film, drawn, strict=True)]))
