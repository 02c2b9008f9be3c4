"""``convscope embed`` as a user meets it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> flatten -> dense 2"
OF_TEXT = ("--network", TEXT, "--weights", "random")
Document = Callable[..., dict[str, Any]]


@pytest.fixture
def photos(folder: Path) -> Path:
    for package in ("datasketches", "pyarrow", "openTSNE"):
        pytest.importorskip(package)
    generator = np.random.default_rng(0)
    for number in range(8):
        kind = folder / "photos" / ("a", "b")[number % 2]
        kind.mkdir(parents=True, exist_ok=True)
        Image.fromarray(generator.integers(0, 255, (16, 16, 3), np.uint8)).save(kind / f"{number}.png")
    return folder / "photos"


def test_photos_are_scanned_and_shown_as_points(photos: Path, document: Document) -> None:
    read = document("embed", "photos", *OF_TEXT)
    assert {"scan", "layer", "method", "points", "report"} <= {*read}
    assert len(read["points"]) == 8
    assert Path(read["report"]).read_text().startswith("<!doctype html>")


def test_a_scan_is_embedded_by_its_name(photos: Path, document: Document) -> None:
    document("scan", "photos", *OF_TEXT, "--name", "mine")
    read = document("embed", "mine", "--method", "pca", "--out", "points.csv")
    assert (read["scan"], read["table"]) == ("mine", "points.csv")
    assert len(Path("points.csv").read_text().splitlines()) == 9
    assert document("embed", "mine", "--out", "map.png")["picture"] == "map.png"


def test_any_layer_can_be_embedded(photos: Path, document: Document) -> None:
    assert document("embed", "photos", *OF_TEXT, "--layer", "relu1")["layer"] == "relu1"


def test_what_is_neither_a_scan_nor_photos_is_refused(photos: Path, document: Document) -> None:
    assert "neither a scan nor a file 'pohtos'" in document("embed", "pohtos")["error"]["message"]
    assert (
        "ends with .html or .png or .csv" in document("embed", "photos", "--out", "a.pdf")["error"]["message"]
    )


def test_copies_and_outliers_of_a_scan_are_named(photos: Path, document: Document) -> None:
    Image.open(photos / "a" / "0.png").save(photos / "a" / "again.png")
    for number in range(8, 12):
        Image.new("L", (16, 16), 20 * number).save(photos / "b" / f"{number}.png")
    document("scan", "photos", *OF_TEXT, "--name", "mine")
    read = document("similar", "--duplicates")
    assert [(one["first"], one["second"]) for one in read["duplicates"]] == [("a/0.png", "a/again.png")]
    assert read["picture"] == "mine.duplicates.png"
    assert "outliers" in document("similar", "--outliers")
    assert "one at a time" in document("similar")["error"]["message"]
