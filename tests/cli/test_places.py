"""No answer to one question is written in the place of another's."""

import json
from pathlib import Path

import pytest

from cli.typed import typed
from convscope.cli.places import check_ending, free_place, name_of
from convscope.errors import OutputError

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> dense 2"
RANDOM = ("--network", TEXT, "--weights", "random")


def test_a_name_says_what_was_asked_without_what_shells_dislike() -> None:
    said = name_of("cat", "torchvision/resnet50", "grad-cam", "class:tabby - class:tiger cat", None, "layer3")
    assert said == "cat.torchvision-resnet50.grad-cam.class-tabby-class-tiger-cat.layer3"


def test_what_exists_gets_a_number(tmp_path: Path) -> None:
    place = tmp_path / "a.png"
    assert free_place(place) == place
    place.touch()
    (tmp_path / "a-2.png").touch()
    assert free_place(place) == tmp_path / "a-3.png"
    assert free_place(place, overwrite=True) == place


def test_another_ending_is_refused() -> None:
    with pytest.raises(OutputError, match=r"The report ends with .html, got a.docx"):
        check_ending(Path("a.docx"), (".html",), "The report")
    check_ending(Path("A.HTML"), (".html",), "The report")


def test_explain_names_the_picture_by_the_question(folder: Path) -> None:
    asked = ("explain", "cat.png", "--method", "saliency", "--target", "class:1", *RANDOM)
    first, second = typed(*asked, "--json").document, typed(*asked, "--json").document
    assert first["picture"].startswith("cat.input-3x16x16-conv")
    assert first["picture"].endswith(".saliency.class-1.png")
    assert Path(second["picture"]).stem == Path(first["picture"]).stem + "-2"
    assert typed(*asked, "--overwrite", "--json").document["picture"] == first["picture"]


def test_draw_and_look_keep_what_is_there(folder: Path) -> None:
    assert typed("draw", "--json").document["picture"] == "diagram.svg"
    assert typed("draw", "--json").document["picture"] == "diagram-2.svg"
    asked = ("look", "cat.png", "--methods", "saliency", *RANDOM)
    reports = [typed(*asked, "--json").document["photos"][0]["report"] for _ in range(2)]
    assert reports[0] != reports[1]
    assert all(Path(report).is_file() for report in reports)


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "cat.png", "--out", "a.docx"),
        ("compare", "cat.png", "--out", "a.docx"),
        ("evaluate", "cat.png", "--out", "a.docx"),
        ("predict", "cat.png", "--out", "a.docx"),
        ("draw", "--out", "a.docx"),
        ("export", "--out", "a.docx"),
        ("look", "cat.png", "--out", "a.html"),
        ("data", ".", "--out", "a.docx"),
        ("dream", "cat.png", "--out", "a.docx"),
        ("receptive-field", "blocks.1:1@3,3", "--picture", "a.docx"),
    ],
)
def test_an_unknown_ending_is_refused_everywhere_and_nothing_is_written(
    folder: Path, words: tuple[str, ...]
) -> None:
    found = typed(*words, "--json")
    assert found.code == 2
    assert json.loads(found.out)["error"]["message"]
    assert [file.name for file in folder.iterdir()] == ["cat.png"]


def test_an_out_in_a_misspelt_tree_is_refused(folder: Path) -> None:
    found = typed("explain", "cat.png", "--method", "saliency", "--out", "reprots/new/cat.png", *RANDOM)
    assert "reprots/new cannot be made, since there is no folder reprots." in found.err
    assert not (folder / "reprots").exists()
