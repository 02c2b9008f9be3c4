"""A photo can be piped in."""

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.errors import ImageError
from convscope.images import decode, photos_in
from convscope.images.standard_input import standard_input, stem_of


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Nothing is kept of what another test piped in."""
    standard_input.cache_clear()
    yield
    standard_input.cache_clear()


def piped(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def as_png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_a_dash_is_the_standard_input_as_often_as_it_is_asked(
    picture: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, as_png(picture))
    for _ in range(2):
        assert np.array_equal(decode("-").pixels, np.asarray(picture))
    assert photos_in(["-"]) == [Path("-")]


def test_nothing_piped_in_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    piped(monkeypatch, b"")
    with pytest.raises(ImageError, match="the standard input is empty"):
        decode("-")


def test_a_terminal_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    with pytest.raises(ImageError, match="is a terminal"):
        decode("-")


def test_what_is_made_of_it_is_called_stdin() -> None:
    assert (stem_of("-"), stem_of("photos/cat.png")) == ("stdin", "cat")


def test_a_command_takes_a_photo_from_a_pipe(picture: Image.Image, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "convscope.cli", "filter", "-", "--kernel", "sobel-vertical"]
    done = subprocess.run(
        command, input=as_png(picture), capture_output=True, cwd=tmp_path, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["stdin-sobel-vertical.png"]
