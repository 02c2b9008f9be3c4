"""`convscope generate` as a user types it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]
Document = Callable[..., dict[str, Any]]

FEW = ("--network", "ddpm", "--weights", "random", "--count", "3", "--steps", "1")


@pytest.fixture(autouse=True)
def _folder(folder: Path) -> None:
    """Each test works in a folder of its own."""


def test_a_sheet_and_each_picture_are_written(document: Document) -> None:
    found = document("generate", *FEW, "--seed", "5")
    assert (found["picture"], found["seed"], found["count"]) == ("generated.ddpm.png", 5, 3)
    assert all(Path(one).is_file() for one in (found["picture"], *found["pictures"]))


def test_it_tells_how_long_a_picture_took(document: Document) -> None:
    assert document("generate", *FEW)["seconds_a_picture"] > 0


def test_the_same_seed_writes_the_same_bytes(document: Document) -> None:
    first, second = (document("generate", *FEW)["picture"] for _ in range(2))
    assert second == "generated.ddpm-2.png"
    assert Path(first).read_bytes() == Path(second).read_bytes()


def test_the_sheet_is_made_again_from_what_it_carries(document: Document, run: Run) -> None:
    found = document("generate", "--network", "vae", "--weights", "random", "--count", "3", "--seed", "5")
    sheet = Path(found["picture"])
    for name, file in (("one.png", sheet), ("other.json", sheet.with_suffix(".json"))):
        code, _, err = run("reproduce", str(file), "--out", name)
        assert code == 0, err
        assert Path(name).with_suffix(".png").read_bytes() == sheet.read_bytes()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--out", "sheet.jpg"), "ends with .png"),
        (("--class", "seven"), "no class 'seven'"),
        (("--count", "0"), "count"),
    ],
)
def test_bad_input_is_one_sentence(run: Run, more: tuple[str, ...], message: str) -> None:
    code, _, err = run("generate", *FEW, *more)
    assert code == 2
    assert message in err


def test_a_classifier_is_refused(run: Run) -> None:
    code, _, err = run("generate", "convscope/digits")
    assert (code, "Expected a generator" in err) == (2, True)
