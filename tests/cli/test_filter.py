"""`convscope filter` as a user types it."""

import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data

from convscope.cli import main

Run = Callable[[str], tuple[int, dict[str, Any], str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `convscope filter` in a folder with two photos; gives exit code, JSON document, standard error."""
    monkeypatch.chdir(tmp_path)
    Image.fromarray(data.astronaut()[:128, 100:260]).save("astronaut.png")
    Path("more").mkdir()
    Image.fromarray(data.camera()[:90, :100]).save("more/camera.png")
    Image.fromarray(data.camera()[:90, :100]).save("more/astronaut.png")

    def run(arguments: str) -> tuple[int, dict[str, Any], str]:
        monkeypatch.setattr(sys, "argv", ["convscope", "filter", *shlex.split(arguments), "--json"])
        with pytest.raises(SystemExit) as leaving:
            main()
        printed = capsys.readouterr()
        return int(str(leaving.value.code)), json.loads(printed.out), printed.err

    return run


def test_json_holds_the_promised_keys(run: Run) -> None:
    code, found, _ = run("astronaut.png --kernel sobel-horizontal")
    assert code == 0
    assert found["photo"] == "astronaut.png"
    assert found["kernel"] == "sobel-horizontal"
    assert found["picture"] == "astronaut-sobel-horizontal.png"
    assert Image.open(found["picture"]).size == (160, 128)


def test_several_photos_have_entries_of_one_form(run: Run) -> None:
    _, found, _ = run("astronaut.png more --kernel box --out results")
    assert [entry["photo"] for entry in found["photos"]] == [
        "astronaut.png",
        "more/astronaut.png",
        "more/camera.png",
    ]
    assert len({entry["picture"] for entry in found["photos"]}) == 3
    assert all(Path(entry["picture"]).exists() for entry in found["photos"])
    assert found["photos"][0].items() <= found.items()


def test_a_matrix_is_the_kernel_that_it_spells(run: Run) -> None:
    _, named, _ = run("astronaut.png --kernel sobel-vertical --save-array a.npy")
    _, spelled, _ = run('astronaut.png --matrix "-1 0 1/-2 0 2/-1 0 1" --save-array b.npy')
    assert (np.load("a.npy") == np.load("b.npy")).all()
    assert spelled["kernel"] == "-1 0 1/-2 0 2/-1 0 1"
    assert named["array"] == "a.npy"


def test_out_names_the_pictures_file(run: Run) -> None:
    _, found, _ = run("astronaut.png --kernel sharpen --out here/x.png")
    assert found["picture"] == "here/x.png"
    assert Path("here/x.png").exists()


def test_the_identity_gives_the_photo_back(run: Run) -> None:
    _, found, _ = run("astronaut.png --kernel identity --out x.png")
    assert (np.asarray(Image.open("x.png")) == np.asarray(Image.open("astronaut.png"))).all()
    assert found["limit"] is None


def test_normalise_makes_a_picture_of_a_matrix_of_ones(run: Run) -> None:
    run('astronaut.png --matrix "1 1 1/1 1 1/1 1 1" --normalise --out x.png')
    run("astronaut.png --kernel box --out y.png")
    assert (np.asarray(Image.open("x.png")) == np.asarray(Image.open("y.png"))).all()


def test_details_draw_the_kernel_and_its_frequency_response(run: Run) -> None:
    _, found, _ = run("astronaut.png --kernel gaussian:sigma=2 --details")
    assert Path(found["kernel_picture"]).exists()
    assert Path(found["frequency_picture"]).exists()


def test_a_bank_gives_a_sheet_strengths_and_a_direction(run: Run) -> None:
    _, found, _ = run("astronaut.png --bank gabor:scales=1,orientations=4 --details")
    assert found["kernel"] == "gabor:scales=1,orientations=4"
    assert [entry["kernel"] for entry in found["bank"]][1] == "gabor:frequency=0.25,theta=45"
    assert found["direction"] in (0, 45, 90, 135)
    written = [found[f"{name}picture"] for name in ("", "kernel_", "energy_", "direction_")]
    assert all(Path(each).exists() for each in written)


def test_stride_makes_the_picture_smaller(run: Run) -> None:
    _, found, _ = run("astronaut.png --kernel box --stride 3")
    assert found["shape"] == [43, 54, 3]


@pytest.mark.parametrize(
    ("arguments", "kind", "says"),
    [
        ("astronaut.png --kernel sobl-vertical", "filter", "no kernel 'sobl-vertical'"),
        ("astronaut.png --bank gabr", "filter", "no filter bank 'gabr'"),
        ('astronaut.png --matrix "1 2/3"', "matrix", "Row 2 is 1 wide, but row 1 is 2 wide"),
        ("astronaut.png", "filter", "exactly one of kernel, matrix and bank"),
        ("astronaut.png --kernel box --bank haar", "filter", "exactly one of"),
        ("astronaut.png --kernel edge --normalise", "filter", "sum to 0"),
        ("astronaut.png --bank haar --stride 2", "filter", "at every pixel"),
        ("astronaut.png --kernel box --border mirror", "filter", "no border 'mirror'"),
        ("astronaut.png --kernel box:size=201 --border valid", "filter", "does not fit into a photo"),
        ("astronaut.png --kernel box --stride 0", "filter", "Stride must be positive"),
        ("missing.png --kernel box", "read", "missing.png"),
        (". more --kernel box --out x.png", "output", "x.png is one file, got 3 photos"),
        ("more --kernel box --save-array x.npy", "output", "got 2 photos"),
        ("astronaut.png --kernel box --out x.doc", "output", "does not end like a picture"),
    ],
)
def test_wrong_input_ends_with_two_and_a_sentence(run: Run, arguments: str, kind: str, says: str) -> None:
    code, found, err = run(arguments)
    assert code == 2
    assert found["error"]["kind"] == kind
    assert says in found["error"]["message"]
    assert "Traceback" not in err


def test_a_folder_without_photos_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "holds no picture" in run("empty --kernel box")[1]["error"]["message"]
