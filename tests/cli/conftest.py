"""The command line as a user meets it: a folder of their own with a photo in it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from skimage import data

from convscope.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with cat.png in it."""
    monkeypatch.chdir(tmp_path)
    Image.fromarray(data.chelsea()).save("cat.png")
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process: (exit code, standard output, standard error)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["convscope", *arguments])
        with pytest.raises(SystemExit) as leaving:
            main()
        said = capsys.readouterr()
        return int(str(leaving.value.code)), said.out, said.err

    return run


@pytest.fixture
def document(run: Run) -> Callable[..., dict[str, Any]]:
    """Run a command with --json: its document."""

    def document(*arguments: str) -> dict[str, Any]:
        code, out, _ = run(*arguments, "--json")
        read: dict[str, Any] = json.loads(out)
        assert code == (2 if "error" in read else 0)
        return read

    return document
