"""What every command says beside its answer: hints in the words of the command line, and assumptions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from cli.typed import typed
from convscope.cli.answer import with_flags

ASSUMED = "photos are taken in [0, 1] unchanged"


@pytest.fixture
def module(tmp_path: Path) -> str:
    """A Python file with a network of which nothing is known."""
    file = tmp_path / "net.py"
    file.write_text(
        "from torch import nn\n\ndef make():\n    return nn.Sequential(nn.Conv2d(3, 2, 3), nn.Flatten())\n"
    )
    return f"{file}:make"


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        ("If you trust it, say so with run_code=True.", "If you trust it, say so with --run-code."),
        ("Choose weights='random' or a file.", "Choose --weights random or a file."),
        ('Go on with resume="runs/my run".', "Go on with --resume runs/my run."),
        ("Write --option steps=20.", "Write --option steps=20."),
        ("For example gaussian:sigma=2.", "For example gaussian:sigma=2."),
    ],
)
def test_a_hint_names_flags_in_place_of_pythons_arguments(hint: str, expected: str) -> None:
    assert with_flags(hint) == expected


def test_a_command_that_needs_consent_names_the_flag_for_it(module: str) -> None:
    said = typed("layers", module)
    assert said.code == 2
    assert "say so with --run-code." in said.err
    assert "run_code" not in said.err


def test_what_was_assumed_of_a_network_is_told_beside_the_answer(module: str) -> None:
    said = typed("layers", module, "--run-code")
    (line,) = said.err.splitlines()
    assert line.startswith("convscope: ")
    assert ASSUMED in line
    assert ASSUMED not in said.out


@pytest.mark.parametrize("flag", ["--quiet", "--json"])
def test_nothing_is_told_beside_a_quiet_answer_or_a_document(flag: str, module: str) -> None:
    assert typed("layers", module, "--run-code", flag).err == ""


def test_a_document_says_what_was_assumed(module: str) -> None:
    (assumed,) = json.loads(typed("layers", module, "--run-code", "--json").out)["notes"]
    assert ASSUMED in assumed


def test_the_notes_of_one_answer_are_not_those_of_the_next(module: str) -> None:
    typed("layers", module, "--run-code", "--json")
    assert json.loads(typed("methods", "--json").out)["notes"] == []


def test_lines_in_a_pipe_say_what_was_assumed_beside_them(module: str, tmp_path: Path) -> None:
    Image.new("RGB", (32, 32)).save(tmp_path / "black.png")
    photo = str(tmp_path / "black.png")
    asked = ["predict", photo, "--network", module, "--run-code", "--task", "numbers", "--input", "3x3"]
    assert ASSUMED in typed(*asked).err
    assert typed(*asked, "--quiet").err == ""
