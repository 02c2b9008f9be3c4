"""``convscope reproduce`` as a user meets it: every file that says how it was made is made again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convscope.record.carried import read_manifest

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> flatten -> dense 2"
OF_TEXT = ("--network", TEXT, "--weights", "random", "--labels", "a,b")
Document = Callable[..., dict[str, Any]]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def photos(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Small photos in folders of two classes."""
    monkeypatch.setenv("CONVSCOPE_CACHE", str(folder / "cache"))
    generator = np.random.default_rng(0)
    for number in range(16):
        kind = folder / "photos" / ("a", "b")[number % 2]
        kind.mkdir(parents=True, exist_ok=True)
        pixels = generator.integers(0, 255, (16, 16, 3), np.uint8)
        Image.fromarray(pixels).save(kind / f"{number}.png")
    return folder / "photos"


@pytest.fixture
def scan(photos: Path, document: Document) -> str:
    for package in ("datasketches", "pyarrow", "sklearn", "openTSNE"):
        pytest.importorskip(package)
    document("scan", "photos", *OF_TEXT, "--name", "mine")
    return "mine"


def check_again(document: Document, *files: str | Path) -> None:
    for file in files:
        read = document("reproduce", str(file))
        assert read["is_same"] is True, file
        again = Path(file).with_suffix(f".again{Path(file).suffix}")
        assert again.exists()
        # What was made again can be made again, too.
        assert document("reproduce", str(again))["is_same"] is True, again


def test_maps_are_made_again_from_picture_figure_mask_and_array(photos: Path, document: Document) -> None:
    asked = ("explain", "cat.png", *OF_TEXT, "--method", "saliency")
    document(*asked, "--out", "a.png", "--save-array", "a.npy", "--save-mask", "m.png")
    document(*asked, "--out", "a.svg")
    check_again(document, "a.png", "a.npy", "m.png", "a.svg")
    assert read_manifest("a.png")["passes"] == read_manifest("a.again.png")["passes"]
    before, after = np.load("a.npy"), np.load("a.again.npy")
    np.testing.assert_array_equal(before, after)


def test_a_synthesised_picture_is_made_again(photos: Path, document: Document) -> None:
    document("visualize", "class:a", *OF_TEXT, "--steps", "2", "--size", "16", "--out", "v.png")
    check_again(document, "v.png")


def test_a_look_is_made_again_from_its_page(photos: Path, document: Document) -> None:
    read = document("look", "cat.png", *OF_TEXT, "--methods", "saliency")
    check_again(document, read["photos"][0]["report"])


@pytest.mark.parametrize("ending", ["html", "csv", "tex", "json", "svg"])
def test_a_comparison_is_made_again(ending: str, photos: Path, document: Document) -> None:
    pytest.importorskip("matplotlib")
    asked = ("--methods", "saliency", "--metrics", "deletion")
    document("compare", "cat.png", *OF_TEXT, *asked, "--out", f"c.{ending}")
    check_again(document, f"c.{ending}")


def test_an_evaluation_is_made_again_from_page_and_figures(photos: Path, document: Document) -> None:
    for package in ("matplotlib", "sklearn"):
        pytest.importorskip(package)
    read = document("evaluate", "photos", *OF_TEXT, "--errors", "2")
    check_again(document, read["report"], Path(read["report"]).with_suffix(".json"))


def test_a_unit_is_made_again_from_page_picture_and_figures(scan: str, document: Document) -> None:
    report = Path(document("unit", "penultimate:1", "cat.png", "--scan", scan)["report"])
    check_again(document, report, report.with_suffix(".png"), report.with_suffix(".json"))


@pytest.mark.parametrize("ending", ["html", "png", "csv"])
def test_an_embedding_is_made_again(ending: str, scan: str, document: Document) -> None:
    document("embed", scan, "--method", "pca", "--out", f"e.{ending}")
    check_again(document, f"e.{ending}")


def test_concepts_are_made_again_from_page_figures_and_picture(photos: Path, document: Document) -> None:
    pytest.importorskip("sklearn")
    label = document("look", "photos/a/0.png", *OF_TEXT)["photos"][0]["predictions"][0]["label"]
    asked = ("concepts", "photos", "--class", label, *OF_TEXT, "--concepts", "2", "--design", "4")
    report = Path(document(*asked)["report"])
    check_again(document, report, report.with_suffix(".json"), report.with_suffix(".png"))


@pytest.mark.parametrize("what", [("photos/a/0.png",), ("--duplicates",), ("--outliers",)], ids=str)
def test_pictures_of_photos_that_are_alike_are_made_again(
    what: tuple[str, ...], scan: str, photos: Path, document: Document
) -> None:
    Image.open(photos / "b" / "1.png").save(photos / "a" / "copy.png")
    document("scan", "photos", *OF_TEXT, "--name", "copied")
    picture = document("similar", *what, "--scan", "copied")["picture"]
    if picture is not None:
        check_again(document, picture)


def test_kernels_beside_those_of_another_network_are_made_again(photos: Path, document: Document) -> None:
    document("kernels", *OF_TEXT, "--beside", TEXT, "--out", "k.png")
    check_again(document, "k.png")


def test_filtered_photos_are_made_again_from_picture_details_and_array(
    photos: Path, document: Document
) -> None:
    read = document(
        *("filter", "cat.png", "--kernel", "sobel-vertical", "--details", "--out", "f.png"),
        *("--save-array", "f.npy"),
    )
    check_again(document, "f.png", read["kernel_picture"], read["frequency_picture"], "f.npy")


def test_a_step_of_a_convolution_is_made_again(folder: Path, document: Document) -> None:
    document("convolve", "123/456/789", "--filter", "10/01", "--element", "1,1", "--picture", "s.svg")
    check_again(document, "s.svg")
    assert Path("s.svg").read_text() == Path("s.again.svg").read_text()


def test_a_lecture_is_made_again_from_page_picture_and_numbers(folder: Path, document: Document) -> None:
    document("lecture", "--out", "lecture")
    check_again(document, "lecture/lecture.html", "lecture/maps.svg", "lecture/lecture.json")


def test_diagrams_and_fields_are_made_again(photos: Path, document: Document) -> None:
    document("draw", *OF_TEXT, "--out", "d.svg")
    document("trace", "cat.png", "conv1:1@2,2", *OF_TEXT, "--picture", "t.svg")
    document("receptive-field", "conv1:1@2,2", *OF_TEXT, "--picture", "r.png")
    check_again(document, "d.svg", "t.svg", "r.png")


def test_sheets_of_data_are_made_again(photos: Path, document: Document) -> None:
    read = document("data", "photos", "--augment", "light", "--size", "16")
    check_again(document, read["sheet"], read["augmentation"])


def test_data_that_changed_are_refused(photos: Path, document: Document, run: Run) -> None:
    document("data", "photos")
    (photos / "a" / "0.png").unlink()
    code, _, error = run("reproduce", "photos.sheet.png")
    assert code == 2
    assert "photos has changed since this was made of it" in error


def test_figures_that_differ_are_said_to_differ(photos: Path, document: Document, run: Run) -> None:
    document(
        "compare", "cat.png", *OF_TEXT, "--methods", "saliency", "--metrics", "deletion", "--out", "c.json"
    )
    read = json.loads(Path("c.json").read_text())
    read["manifest"]["found"] = "0" * 16
    Path("c.json").write_text(json.dumps(read))
    assert "Some figures are others than before" in run("reproduce", "c.json")[1]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("film.mp4", "A film is made again with its picture"),
        ("photo.jpg", "PNG, SVG and PDF carry it"),
        ("best.safetensors", "learned again by train"),
        ("predictions.parquet", "the report of evaluate"),
        ("photos", "is a folder"),
        ("notes.txt", "Give one of .png"),
    ],
)
def test_what_says_nothing_is_refused_by_a_sentence_that_says_what_does(
    name: str, hint: str, photos: Path, run: Run
) -> None:
    if not Path(name).exists():
        Path(name).write_bytes(b"1")
    code, _, error = run("reproduce", name)
    assert code == 2
    assert hint in error


def test_a_sheet_of_many_maps_names_what_is_made_again(photos: Path, document: Document, run: Run) -> None:
    read = document("explain", "photos/a", *OF_TEXT, "--method", "saliency", "--out", "maps")
    code, _, error = run("reproduce", read["sheet"])
    assert code == 2
    assert "give one of these" in error


def test_no_network_is_taken_where_there_was_none(folder: Path, document: Document, run: Run) -> None:
    document("convolve", "123/456/789", "--filter", "10/01", "--picture", "s.svg")
    code, _, error = run("reproduce", "s.svg", "--network", TEXT, "--weights", "random")
    assert code == 2
    assert "made without a network" in error
