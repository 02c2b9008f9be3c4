"""``convscope scan`` as a user meets it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from skimage import data

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> flatten -> dense 2"
OF_TEXT = ("--network", TEXT, "--weights", "random")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def photos(folder: Path) -> Path:
    pytest.importorskip("datasketches")
    pytest.importorskip("pyarrow")
    (folder / "photos").mkdir()
    for name in ("chelsea", "coffee", "astronaut"):
        Image.fromarray(getattr(data, name)()).resize((32, 24)).save(folder / "photos" / f"{name}.png")
    return folder / "photos"


def test_a_scan_lists_layers_units_and_photos(photos: Path, document: Callable[..., dict[str, Any]]) -> None:
    read = document("scan", "photos", *OF_TEXT, "--name", "mine")
    assert read["scan"] == "scans/mine"
    assert read["photos"] == 3
    assert read["unreadable"] == []
    assert [(layer["address"], layer["units"]) for layer in read["layers"]] == [
        ("relu1", 4),
        ("flatten2", 4),
        ("dense1", 2),
    ]


def test_broken_photos_are_named_and_the_rest_is_scanned(photos: Path, run: Run) -> None:
    (photos / "broken.png").write_bytes(b"no picture")
    code, out, err = run("scan", "photos", *OF_TEXT, "--json")
    read = json.loads(out)
    assert code == 2
    assert read["photos"] == 3
    assert [one["photo"] for one in read["unreadable"]] == ["broken.png"]
    assert "broken.png" in err


def test_options_are_those_of_the_settings(photos: Path, document: Callable[..., dict[str, Any]]) -> None:
    read = document("scan", "photos", *OF_TEXT, "--layer", "relu1", "--exemplars", "2")
    assert [layer["address"] for layer in read["layers"]] == ["relu1"]
    wrong = document("scan", "photos", *OF_TEXT, "--name", "b", "--exemplars", "0")
    assert "scan cannot take exemplars=0" in wrong["error"]["message"]


def test_the_same_command_goes_on_and_another_network_is_refused(photos: Path, run: Run) -> None:
    assert run("scan", "photos", *OF_TEXT, "--name", "mine")[0] == 0
    Image.new("RGB", (20, 20)).save(photos / "new.png")
    code, out, _ = run("scan", "photos", *OF_TEXT, "--name", "mine")
    assert code == 0
    assert out.startswith("scans/mine: 4 photos")
    code, _, err = run("scan", "photos", *OF_TEXT, "--name", "mine", "--seed", "1")
    assert code == 2
    assert "The scan mine is of other weights" in err
