"""Films redrawn frame by frame."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data

import convscope
from convscope.errors import Cancelled, SynthesisError
from convscope.images.film import open_film
from convscope.images.film_writing import write_film
from convscope.makers.films import RedrawnFilm
from convscope.network import Network
from convscope.progress import Progress
from synthesis.pictures import small_network

PAN = 3  # pixels from one frame to the next
TICK = Fraction(1, 30_000)


@pytest.fixture(scope="module")
def network() -> Network:
    return small_network()


@pytest.fixture
def pan(tmp_path: Path) -> Path:
    """Six frames of a window that moves over a photo, at NTSC's rate."""
    cat = Image.fromarray(data.chelsea()).resize((226, 150))
    place = tmp_path / "pan.mp4"
    views = [cat.crop((PAN * number, 10, PAN * number + 128, 106)) for number in range(6)]
    write_film(((view, 1001) for view in views), place, TICK)
    return place


SHORT = {"octaves": 1, "steps": 2}


def dreamt(network: Network, film: Path, video: Path, **others: Any) -> RedrawnFilm:
    return convscope.dream_film(network, film, video, "third", **{**SHORT, **others})


@pytest.mark.parametrize("ending", ["mp4", "gif", "webp"])
def test_the_dream_has_the_films_frames_size_and_length(
    network: Network, pan: Path, tmp_path: Path, ending: str
) -> None:
    made = dreamt(network, pan, tmp_path / f"out.{ending}")
    found = open_film(made.video)
    times = [ticks for _, ticks in found.frames()]
    assert (made.frames, len(times), found.rows, found.columns) == (6, 6, 96, 128)
    slack = 0 if ending == "mp4" else 0.011  # GIF counts in hundredths of a second
    assert abs(float(sum(times) * found.tick) - 6 * 1001 / 30_000) <= slack + 1e-9


def test_a_cancelled_dream_leaves_no_file(network: Network, pan: Path, tmp_path: Path) -> None:
    class Impatient(Progress):
        def step(self, done: int, *_args: object, **_more: object) -> None:
            if done == 5:
                self.cancel()

    with pytest.raises(Cancelled):
        dreamt(network, pan, tmp_path / "out.mp4", progress=Impatient())
    assert {path.name for path in tmp_path.iterdir()} == {"pan.mp4"}


def test_a_zoom_into_a_film_is_refused(network: Network, pan: Path, tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match="zoom"):
        dreamt(network, pan, tmp_path / "out.mp4", zoom=2)


@pytest.fixture
def painting(tmp_path: Path) -> Path:
    Image.fromarray(data.coffee()).resize((128, 96)).save(tmp_path / "painting.png")
    return tmp_path / "painting.png"


PAINTED: dict[str, Any] = {
    "style_layers": ["first", "second"],
    "content_layers": ["third"],
    "scales": 2,
    "steps": 3,
}


def test_a_film_in_a_style_has_the_films_frames_and_size(
    network: Network, pan: Path, painting: Path, tmp_path: Path
) -> None:
    made = convscope.style_film(network, pan, painting, tmp_path / "out.mp4", **PAINTED)
    assert (made.frames, made.rows, made.columns) == (6, 96, 128)
    assert made.kept > 0.5


def test_only_the_first_frame_of_a_steady_film_is_styled_from_coarse_to_fine(
    network: Network, pan: Path, painting: Path, tmp_path: Path
) -> None:
    told: list[int] = []

    class Listening(Progress):
        def step(self, done: int, *_args: object, **_more: object) -> None:
            told.append(done)

    convscope.style_film(
        network, pan, painting, tmp_path / "out.mp4", **PAINTED, stepper="adam", progress=Listening()
    )
    most = PAINTED["scales"] * PAINTED["steps"]
    taken = [len([done for done in told if done // most == frame]) for frame in range(7)]
    assert told == sorted(told)
    assert sum(taken) <= most + 5 * PAINTED["steps"] + 6


def flicker(film: Path) -> float:
    """Mean change from one frame to the next along the pan, where both frames see the same."""
    frames = [pixels / 255 for pixels, _ in open_film(film).frames()]
    return float(
        np.mean([np.abs(after[:, :-PAN] - before[:, PAN:]).mean() for before, after in pairwise(frames)])
    )


@pytest.mark.slow
def test_a_film_that_is_held_along_its_motion_flickers_less_than_half_as_much(
    pan: Path, tmp_path: Path
) -> None:
    network = convscope.open_network("efficientnet-lite0")
    how: Any = {"octaves": 2, "steps": 10}
    alone = convscope.dream_film(network, pan, tmp_path / "alone.mp4", "blocks.2", steady=0, **how)
    held = convscope.dream_film(network, pan, tmp_path / "held.mp4", "blocks.2", **how)
    assert flicker(held.video) < 0.5 * flicker(alone.video)
    films = [
        [pixels / 255 for pixels, _ in open_film(one).frames()] for one in (pan, held.video, alone.video)
    ]
    strength = [np.mean([np.abs(a - b).mean() for a, b in zip(films[0], f, strict=True)]) for f in films[1:]]
    assert strength[0] > 0.7 * strength[1]  # and is no weaker dream


@pytest.mark.slow
def test_a_style_that_is_held_along_the_motion_flickers_less_than_half_as_much(
    pan: Path, painting: Path, tmp_path: Path
) -> None:
    network = convscope.open_network("efficientnet-lite0")
    alone = convscope.style_film(network, pan, painting, tmp_path / "alone.mp4", steps=15, steady=0)
    held = convscope.style_film(network, pan, painting, tmp_path / "held.mp4", steps=15)
    assert flicker(held.video) < 0.5 * flicker(alone.video)
