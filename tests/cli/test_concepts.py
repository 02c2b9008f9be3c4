"""``convscope concepts`` as a user meets it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

TEXT = "input 3x16x16 -> conv 6 3x3 -> relu -> globalavgpool -> flatten -> dense 1 -> sigmoid"
OF_TEXT = ("--network", TEXT, "--weights", "random", "--labels", "a,b")
Document = Callable[..., dict[str, Any]]


@pytest.fixture
def photos(folder: Path) -> Path:
    pytest.importorskip("sklearn")
    generator = np.random.default_rng(0)
    (folder / "photos").mkdir()
    for number in range(24):
        pixels = generator.integers(0, 255, (16, 16, 3), np.uint8)
        Image.fromarray(pixels).save(folder / "photos" / f"{number}.png")
    return folder / "photos"


def class_of_most(document: Document) -> str:
    """The class that the network takes a photo for."""
    return str(document("look", "photos/0.png", *OF_TEXT)["photos"][0]["predictions"][0]["label"])


def test_concepts_are_found_and_shown(photos: Path, document: Document) -> None:
    label = class_of_most(document)
    read = document("concepts", "photos", "--class", label, *OF_TEXT, "--concepts", "2", "--design", "4")
    assert read["class"] == label
    assert [one["concept"] for one in read["found"]] == [0, 1]
    assert {"importance", "fall", "patches"} <= {*read["found"][0]}
    assert Path(read["report"]).read_text().startswith("<!doctype html>")
    assert Path(read["report"]).with_suffix(".json").exists()
    assert Path(read["report"]).with_suffix(".png").exists()


def test_concepts_of_folders_are_tested(photos: Path, document: Document) -> None:
    for name, level in (("pale", 230), ("night", 10)):
        (photos.parent / name).mkdir()
        for number in range(6):
            Image.new("L", (16, 16), level + number).save(photos.parent / name / f"{number}.png")
    label = class_of_most(document)
    random = [word for _ in range(3) for word in ("--random", "photos")]
    read = document(
        *("concepts", "photos", "--class", label, *OF_TEXT, "--concept", "pale", "--concept", "night"),
        *random,
    )
    assert [one["name"] for one in read["tested"]] == ["pale", "night"]
    assert all(0 <= one["score"] <= 1 and one["p"] <= one["p_adjusted"] for one in read["tested"])


def test_directions_that_were_found_are_named_again_from_their_file(photos: Path, document: Document) -> None:
    label = class_of_most(document)
    asked = ("concepts", "photos", "--class", label, *OF_TEXT)
    found = document(*asked, "--concepts", "2", "--design", "4")
    array = Path(found["report"]).with_suffix(".npy")
    named = document(*asked, "--direction", str(array))
    assert named["method"] == "given"
    assert {one["name"] for one in named["found"]} == {f"{array.stem} 0", f"{array.stem} 1"}
    assert sorted(one["fall"] for one in named["found"]) == pytest.approx(
        sorted(one["fall"] for one in found["found"]), abs=1e-5
    )
    assert f"{array.stem} 1" in Path(named["report"]).read_text()


def test_an_unknown_class_and_a_lone_folder_are_refused(photos: Path, document: Document) -> None:
    assert "zebra" in document("concepts", "photos", "--class", "zebra", *OF_TEXT)["error"]["message"]
    lone = document("concepts", "photos", "--class", "a", *OF_TEXT, "--concept", "photos")
    assert "only one of the two" in lone["error"]["message"]
