"""``convscope publish`` as a user meets it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> flatten -> dense 2"
OF_TEXT = ("--network", TEXT, "--weights", "random", "--method", "saliency")


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))


def test_the_document_names_the_page(folder: Path, document: Callable[..., dict[str, Any]]) -> None:
    read = document("publish", "cat.png", *OF_TEXT, "--out", "page")
    assert (read["photos"], read["page"]) == (["cat.png"], "page/index.html")
    assert Path(read["page"]).is_file()
    assert 10 < len(list((folder / "page" / "answers").iterdir())) - 1 <= read["answers"]


def test_the_size_is_said_before_and_after(folder: Path, run: Run) -> None:
    code, out, err = run("publish", "cat.png", *OF_TEXT)
    assert code == 0
    assert "answers are computed" in err
    assert out.startswith("microscope/index.html: ")


def test_a_folder_that_is_taken_is_refused(folder: Path, run: Run) -> None:
    (folder / "microscope").mkdir()
    (folder / "microscope" / "notes").write_text("mine")
    code, _, err = run("publish", "cat.png", *OF_TEXT, "--overwrite")
    said = err.splitlines()
    assert (code, said[-1]) == (2, "convscope: microscope is taken. Choose another folder.")


@pytest.mark.slow
def test_it_ends_at_once_when_it_is_interrupted_and_leaves_nothing(folder: Path) -> None:
    command = [sys.executable, "-m", "convscope.cli", "publish", "cat.png", "--method", "rise"]
    process = subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    process.stderr.readline()  # how much is computed
    process.send_signal(signal.SIGINT)
    code = process.wait(60)
    assert code == 130
    assert {one.name for one in folder.iterdir()} <= {"cat.png", "cache"}
