"""The commands that make pictures of photos, as a user types them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

COMMANDS: dict[str, tuple[str, ...]] = {
    "dream": ("cat.png", "--layer", "blocks.1", "--octaves", "1", "--steps", "1", "--size", "64"),
    "invert": ("cat.png", "--layer", "conv_stem", "--steps", "1", "--size", "64"),
    "style": (
        *("cat.png", "cat.png", "--style-layer", "bn1.act", "--content-layer", "bn1.act"),
        *("--steps", "1", "--scales", "1", "--size", "64"),
    ),
    "caricature": ("cat.png", "--layer", "blocks.1", "--steps", "1", "--size", "64"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_document_names_objective_picture_value_and_steps(
    command: str, folder: Path, document: Callable[..., dict[str, Any]]
) -> None:
    found = document(command, *COMMANDS[command], "--video", "way.gif")
    assert {"objective", "picture", "value", "steps"} <= found.keys()
    layer = {"dream": ".blocks.1", "invert": ".conv_stem", "caricature": ".blocks.1"}.get(command, "")
    assert found["picture"] == f"cat.{command}{layer}.png"
    assert found["steps"] == 1
    Image.open(folder / found["picture"]).load()
    Image.open(folder / "way.gif").load()
    assert not list(folder.glob(".*checkpoint"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_photo_is_wrong_input(
    command: str, folder: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, err = run(command, "dog.png", *COMMANDS[command][1:])
    assert (code, out) == (2, "")
    assert "dog.png" in err
    assert err.count("\n") == 1


def test_a_picture_that_was_made_is_made_again(folder: Path, document: Callable[..., dict[str, Any]]) -> None:
    document("dream", *COMMANDS["dream"], "--out", "a.png")
    document("reproduce", "a.png", "--out", "b.png")
    assert Image.open("a.png").tobytes() == Image.open("b.png").tobytes()


def test_an_attribution_that_was_made_is_made_again(
    folder: Path, document: Callable[..., dict[str, Any]]
) -> None:
    document("explain", "cat.png", "--method", "saliency", "--out", "a.png")
    found = document("reproduce", "a.png", "--out", "b.png")
    assert found["method"] == "saliency"
    assert Image.open(folder / "a.png").tobytes() == Image.open(folder / "b.png").tobytes()


@pytest.fixture
def film(folder: Path) -> Path:
    frames = [Image.open("cat.png").convert("RGB").resize((96, 64)).rotate(2 * n) for n in range(3)]
    frames[0].save("film.gif", save_all=True, append_images=frames[1:], duration=50)
    return folder / "film.gif"


SHORT = ("--layer", "blocks.1", "--octaves", "1", "--steps", "1")


@pytest.mark.usefixtures("film")
def test_a_film_is_dreamt_into_a_film_of_as_many_frames(
    folder: Path, document: Callable[..., dict[str, Any]]
) -> None:
    found = document("dream", "film.gif", "--video", "out.mp4", *SHORT)
    assert (found["frames"], found["video"], found["seconds_shown"]) == (3, "out.mp4", 0.15)
    assert (folder / "out.mp4").exists()
    assert not list(folder.glob("*.png.*"))


@pytest.mark.usefixtures("film")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("film.gif", "--video", "film.gif"), "film.gif is the film itself."),
        (("film.gif", "--video", "out.mp4", "--fps", "30"), "--fps was given"),
        (("film.gif", "--video", "out.mp4", "--out", "out.png"), "not a picture"),
        (("film.mp4",), "--video FILE.mp4"),
        (("film.mp4", "--video", "out.mp4"), "does not exist"),
    ],
)
def test_what_a_film_cannot_be_dreamt_with_is_said_in_a_sentence(
    run: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = run("dream", *arguments)
    assert code == 2
    assert said in err
    assert err.count("\n") == 1
