"""`convscope explain` and `convscope methods`, as a user types them."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convscope.cli.progress import TerminalProgress
from convscope.registry import methods

Run = Callable[..., tuple[int, str, str]]
Document = Callable[..., dict[str, Any]]
PROMISED = {"photo", "network", "method", "target", "layer", "shape", "array", "picture", "passes"}
SHARED = {"convscope", "seconds", "settings", "notes"}


def test_document_holds_the_promised_keys(folder: Path, document: Document) -> None:
    found = document("explain", "cat.png")
    assert set(found) >= PROMISED | SHARED | {"weights", "scale", "facts", "options"}
    assert found["photo"] == "cat.png"
    assert found["network"] == "efficientnet-lite0"
    assert (found["method"], found["layer"], found["shape"]) == ("grad-cam", "bn2.act", [7, 7])
    assert found["array"] is None
    assert found["settings"]["photos"] == ["cat.png"]


def test_picture_goes_beside_the_user_under_the_photos_and_the_methods_name(
    folder: Path, document: Document
) -> None:
    (folder / "photos").mkdir()
    (folder / "cat.png").rename(folder / "photos" / "cat.png")
    found = document("explain", "photos/cat.png", "--method", "saliency")
    assert found["picture"] == "cat.saliency.png"
    with Image.open(folder / "cat.saliency.png") as picture:
        assert picture.width > 451  # the photo and a margin


def test_places_are_named_as_the_user_gave_them(folder: Path, document: Document) -> None:
    found = document("explain", "cat.png", "--out", "new/a.png", "--save-array", str(folder / "b.npy"))
    assert (found["picture"], found["array"]) == ("new/a.png", str(folder / "b.npy"))
    assert Path("new/a.png").exists()
    assert np.load("b.npy").shape == tuple(found["shape"])


def test_mask_goes_beside_the_picture_unless_it_has_a_place(folder: Path, document: Document) -> None:
    found = document("explain", "cat.png", "--mask", "grabcut", "--out", "new/a.png")
    assert found["mask"] == "new/a.mask.png"
    otsu = document("explain", "cat.png", "--save-mask", "m.png")["mask"]
    masks = [np.asarray(Image.open(place)) for place in (found["mask"], otsu)]
    assert [mask.shape for mask in masks] == [(224, 224)] * 2
    assert (masks[0] != masks[1]).any()


def test_options_layer_and_target_reach_the_method(folder: Path, document: Document) -> None:
    options = ("--option", "window=112", "--option", "stride=112", "--option", "baseline=grey")
    found = document("explain", "cat.png", "--method", "occlusion", "--target", "prob:tabby", *options)
    assert found["options"] == {"window": 112, "stride": 112, "baseline": "grey"}
    assert (found["target"], found["layer"], found["passes"]) == ("prob:tabby", None, 5)
    by_layer = document("explain", "cat.png", "--layer", "blocks.4", "--target", "class:281 - class:285")
    assert (by_layer["layer"], by_layer["shape"]) == ("blocks.4.2", [14, 14])  # one value, two names


def test_seed_decides(folder: Path, document: Document) -> None:
    arrays = []
    for seed in ("1", "1", "2"):
        option = ("--method", "smoothgrad", "--option", "samples=1", "--seed", seed)
        document("explain", "cat.png", *option, "--save-array", "a.npy")
        arrays.append(np.load("a.npy"))
    assert (arrays[0] == arrays[1]).all()
    assert (arrays[0] != arrays[2]).any()


def test_facts_are_printed(folder: Path, run: Run) -> None:
    option = ("--method", "integrated-gradients", "--option", "steps=2")
    code, out, err = run("explain", "cat.png", *option)
    assert code == 0
    assert err == ""
    assert "completeness gap: " in out
    assert "weights: ImageNet" in out
    assert "picture: cat.integrated-gradients.png" in out


def test_brackets_in_a_name_are_printed_as_they_are(folder: Path, run: Run) -> None:
    (folder / "cat.png").rename(folder / "cat[bold].png")
    assert "picture: cat[bold].saliency.png" in run("explain", "cat[bold].png", "--method", "saliency")[1]


def test_quiet_prints_nothing(folder: Path, run: Run) -> None:
    assert run("explain", "cat.png", "--quiet", "--method", "saliency") == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("nothing.png",), "read"),
        (("folder",), "image"),
        (("empty.png",), "image"),
        (("text.png",), "image"),
        (("half.png",), "image"),
        (("cat.png", "--method", "gradcam"), "method"),
        (("cat.png", "--method", "occlusion", "--option", "window"), "method"),
        (("cat.png", "--method", "occlusion", "--option", "=3"), "method"),
        (("cat.png", "--method", "occlusion", "--option", "window=0"), "method"),
        (("cat.png", "--method", "occlusion", "--option", "windows=5"), "method"),
        (("cat.png", "--method", "saliency", "--layer", "blocks.3"), "method"),
        (("cat.png", "--layer", "classifier"), "method"),
        (("cat.png", "--layer", "blocks.9"), "address"),
        (("cat.png", "--target", "class:tabbie"), "objective"),
        (("cat.png", "--target", "class:1 +"), "objective"),
        (("cat.png", "--target", "blocks.4:9999"), "address"),
        (("cat.png", "--network", "nothing"), "network"),
        (("cat.png", "--out", "a.jpg"), "output"),
        (("cat.png", "--out", "cat.png"), "output"),
        (("cat.png", "--out", "empty.png/a.png"), "output"),
        (("cat.png", "--save-array", "cat.png"), "output"),
        (("cat.png", "--out", "a.png", "--save-array", "a.png"), "output"),
        (("cat.png", "--seed", "x"), "usage"),
        ((), "usage"),
    ],
    ids=" ".join,
)
def test_wrong_input_gets_one_sentence_and_no_file(
    arguments: tuple[str, ...], kind: str, folder: Path, run: Run
) -> None:
    photo = Path("cat.png").read_bytes()
    (folder / "folder").mkdir()
    Path("empty.png").write_bytes(b"")
    Path("text.png").write_text("hello")
    Path("half.png").write_bytes(photo[: len(photo) // 2])
    before = sorted(path.name for path in folder.iterdir())
    code, out, err = run("explain", *arguments, "--json")
    error = json.loads(out)["error"]
    assert (code, error["kind"]) == (2, kind)
    assert set(error) == {"kind", "message", "hint"}
    assert err.startswith("convscope: ")
    assert err.count("\n") == 1
    assert sorted(path.name for path in folder.iterdir()) == before
    assert Path("cat.png").read_bytes() == photo


def test_interrupt_leaves_nothing_half_written(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Image.Image, "save", interrupt)
    code, _, err = run("explain", "cat.png", "--method", "saliency")
    assert code == 130
    assert "interrupted" in err
    assert [path.name for path in folder.iterdir()] == ["cat.png"]


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from convscope.cli import main; main()", "explain", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_whole_process_answers_with_one_document(folder: Path) -> None:
    done = started("cat.png", "--json")
    assert done.returncode == 0
    assert done.stderr == ""
    assert set(json.loads(done.stdout)) >= PROMISED | SHARED
    assert (folder / "cat.grad-cam.png").exists()


def test_whole_process_says_what_is_wrong_without_a_traceback(folder: Path) -> None:
    done = started("missing.png")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("convscope: missing.png does not exist.")
    assert done.stderr.count("\n") == 1


def test_methods_are_those_of_the_registry(document: Document) -> None:
    found = document("methods")
    assert set(found) == SHARED | {"methods"}
    assert [method["name"] for method in found["methods"]] == list(methods())
    for method in found["methods"]:
        assert set(method) >= {"name", "family", "summary", "source", "options"}
        assert method["options"] == methods()[method["name"]].options.model_json_schema()


def test_methods_are_printed_by_family_with_options_and_papers(run: Run) -> None:
    code, out, _ = run("methods")
    assert code == 0
    for method in methods().values():
        assert method.name in out
        assert method.family in out
        assert method.source in out
    assert "steps=50" in out


def test_several_photos_and_folders_go_into_a_folder_with_facts_and_a_contact_sheet(
    folder: Path, document: Document
) -> None:
    (folder / "photos").mkdir()
    for name in ("a", "b"):
        Image.open("cat.png").crop((0, 0, 200, 200)).save(folder / "photos" / f"{name}.png")
    found = document(
        "explain", "cat.png", "photos", "--method", "saliency", "--mask", "otsu", "--out", "maps"
    )
    assert [row["photo"] for row in found["photos"]] == ["cat.png", "photos/a.png", "photos/b.png"]
    for row in found["photos"]:
        assert Image.open(row["picture"]).width > Image.open(row["mask"]).width == 224
        assert np.load(row["array"]).sum() == pytest.approx(row["sum"], rel=1e-4)
    with Path(found["facts"]).open() as file:
        assert [row["photo"] for row in csv.DictReader(file)] == [row["photo"] for row in found["photos"]]
    assert Image.open(found["sheet"]).width > 160
    alone = document("explain", "cat.png", "--method", "saliency", "--save-array", "alone.npy")
    assert np.array_equal(np.load(alone["array"]), np.load(found["photos"][0]["array"]))


def test_ctrl_c_keeps_the_photos_that_are_explained_and_says_so(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def presses(_: TerminalProgress, done: int, *_args: object, **_more: object) -> None:
        if done == 1:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(TerminalProgress, "step", presses)
    Image.open("cat.png").save("dog.png")
    code, _, err = run("explain", "cat.png", "dog.png", "--method", "saliency", "--out", "maps")
    assert code == 130
    assert "Stopped: 1 of 2 photos are explained." in err
    assert {path.name for path in (folder / "maps").iterdir()} == {
        "cat.png",
        "cat.npy",
        "cat.npy.json",
        "facts.csv",
        "contact-sheet.png",
    }


def test_a_broken_photo_among_several_is_told_and_the_rest_is_explained(folder: Path, run: Run) -> None:
    Path("text.png").write_text("hello")
    code, out, err = run("explain", "cat.png", "text.png", "--method", "saliency", "--json")
    found = json.loads(out)
    assert (code, [row["photo"] for row in found["photos"]]) == (2, ["cat.png"])
    assert Path(found["facts"]).parent == Path("attributions.saliency")
    assert "text.png is not an image" in err


def test_several_photos_do_not_go_into_one_picture(folder: Path, run: Run) -> None:
    Image.open("cat.png").save("dog.png")
    code, _, err = run("explain", "cat.png", "dog.png", "--out", "a.png")
    assert (code, (folder / "a.png").exists()) == (2, False)
    assert "The pictures of several photos go into a folder, got a.png." in err


@pytest.mark.parametrize("ending", ["pdf", "svg"])
def test_a_figure_for_print_has_a_colour_bar_and_says_how_it_was_made(
    folder: Path, document: Document, ending: str
) -> None:
    asked = ("explain", "cat.png", "--method", "saliency", "--target", "class:282", "--out")
    for name in ("a", "b"):
        document(*asked, f"{name}.{ending}")
    first = Path(f"a.{ending}").read_bytes()
    assert first == Path(f"b.{ending}").read_bytes()
    assert first.startswith(b"%PDF" if ending == "pdf" else b"<?xml")
    if ending == "svg":
        assert b"saliency: class:" in first
        assert b"efficientnet-lite0" in first
        assert first.count(b"<image") == 1 + 1  # the overlay, and the colours of the bar


def test_a_figure_with_a_mask_keeps_the_mask_a_png(folder: Path, document: Document) -> None:
    found = document("explain", "cat.png", "--method", "saliency", "--mask", "otsu", "--out", "a.svg")
    assert found["mask"] == "a.mask.png"


def test_the_networks_view_is_drawn_when_asked_for(folder: Path, document: Document) -> None:
    document("explain", "cat.png", "--view", "network", "--out", "seen.png")
    assert (
        Image.open(folder / "seen.png").width
        < 451
        < Image.open(document("explain", "cat.png")["picture"]).width
    )
