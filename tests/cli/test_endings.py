"""A file whose ending names no format that a command writes is refused before anything takes time."""

from pathlib import Path

import pytest

from cli.typed import typed
from convscope.cli.places import check_folder

COMMANDS = {
    "compare": ("cat.png",),
    "explain": ("cat.png",),
    "draw": (),
    "data": (".",),
    "evaluate": (".",),
    "predict": ("cat.png",),
    "unit": ("blocks.1:3",),
    "kernels": (),
    "similar": ("cat.png",),
    "reproduce": ("cat.png",),
    "export": (),
    "runs": ("compare",),
    "visualize": ("blocks.1:3",),
    "dream": ("cat.png",),
    "invert": ("cat.png",),
    "style": ("cat.png", "cat.png"),
    "caricature": ("cat.png",),
    "filter": ("cat.png", "--kernel", "outline"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_ending_is_refused(folder: Path, command: str) -> None:
    found = typed(command, *COMMANDS[command], "--out", "result.odd")
    assert found.code == 2
    assert "result.odd" in found.err
    assert not Path("result.odd").exists()


def test_a_receptive_fields_picture_has_a_pictures_ending(folder: Path) -> None:
    found = typed("receptive-field", "blocks.1:3@5,5", "--picture", "field.odd")
    assert found.code == 2
    assert "field.odd" in found.err


@pytest.mark.parametrize(
    "words",
    [("look", "cat.png"), ("explain", "cat.png", "cat.png"), ("lecture",)],
    ids=lambda words: words[0],
)
def test_a_folder_is_not_named_as_a_file_is(folder: Path, words: tuple[str, ...]) -> None:
    found = typed(*words, "--out", "result.docx")
    assert (found.code, "Write --out result." in found.err) == (2, True)
    assert not Path("result.docx").exists()


def test_a_folder_may_end_with_a_version(folder: Path) -> None:
    check_folder(Path("maps.v2"), "Maps")


def test_a_folder_that_is_there_may_have_any_name(folder: Path) -> None:
    Path("odd.docx").mkdir()
    check_folder(Path("odd.docx"), "Maps")
