"""``convscope unit`` as a user meets it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from skimage import data

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> flatten -> dense 2"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def scanned(folder: Path, run: Run) -> Path:
    pytest.importorskip("datasketches")
    pytest.importorskip("pyarrow")
    (folder / "photos").mkdir()
    for name in ("chelsea", "coffee", "astronaut"):
        Image.fromarray(getattr(data, name)()).resize((32, 24)).save(folder / "photos" / f"{name}.png")
    assert run("scan", "photos", "--network", TEXT, "--weights", "random", "--name", "mine")[0] == 0
    return folder


def test_a_unit_of_the_only_scan_gets_its_page(
    scanned: Path, document: Callable[..., dict[str, Any]]
) -> None:
    read = document("unit", "relu1:2", "cat.png")
    assert (read["unit"], read["scan"], read["report"]) == ("relu1:2", "mine", "units/mine.relu1-2.html")
    assert len(read["exemplars"]) == 3
    assert read["photo"]["photo"] == "cat.png"
    assert (scanned / read["report"]).is_file()


def test_of_several_scans_one_must_be_named(scanned: Path, run: Run) -> None:
    run("scan", "photos", "--network", TEXT, "--weights", "random", "--name", "yours")
    code, _, err = run("unit", "relu1:2")
    assert code == 2
    assert "There are 2 scans. Name one of mine, yours by --scan mine." in err
    assert run("unit", "relu1:2", "--scan", "yours")[0] == 0


def test_an_atlas_of_a_layer_is_written_and_gone_on_with(
    scanned: Path, document: Callable[..., dict[str, Any]]
) -> None:
    first = document("unit", "--all", "relu1", "--first", "1")
    assert (first["layer"], first["units"], first["pages"]) == ("relu1", 4, 1)
    assert first["index"] == "units/mine.relu1/index.html"
    assert document("unit", "--all", "relu1")["missing"] == []


def test_one_unit_or_a_layer_is_named(scanned: Path, run: Run) -> None:
    assert "Write LAYER:UNIT or --all LAYER." in run("unit")[2]
    assert "Write LAYER:UNIT or --all LAYER." in run("unit", "relu1:2", "--all", "relu1")[2]


def test_the_picture_of_a_unit_is_written_alone(
    scanned: Path, document: Callable[..., dict[str, Any]]
) -> None:
    assert document("unit", "relu1:2", "--out", "unit.png")["report"] == "unit.png"
    assert not (scanned / "unit.html").exists()


def test_without_a_scan_the_command_says_how_to_make_one(folder: Path, run: Run) -> None:
    assert "There is no scan yet." in run("unit", "relu1:2")[2]


def test_similar_photos_are_listed_and_drawn(scanned: Path, document: Callable[..., dict[str, Any]]) -> None:
    read = document("similar", "photos/coffee.png", "--count", "2")
    assert read["same"] == ["coffee.png"]
    assert len(read["neighbours"]) == 2
    assert (scanned / read["picture"]).is_file()


def test_a_page_does_not_replace_what_somebody_else_put_beside_it(scanned: Path, run: Run) -> None:
    (scanned / "unit.json").write_text('{"mine": 1}')
    code, _, err = run("unit", "relu1:2", "--out", "unit.html")
    assert (code, (scanned / "unit.json").read_text()) == (2, '{"mine": 1}')
    assert "unit.json, which lies beside unit.html, would be replaced" in err
    assert not (scanned / "unit.html").exists()


def test_a_page_replaces_what_an_earlier_one_left_beside_it(scanned: Path, run: Run) -> None:
    for _ in range(2):
        assert run("unit", "relu1:2", "--out", "unit.html")[0] == 0
