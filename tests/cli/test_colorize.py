"""`convscope colorize` as a user types it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Run = Callable[..., tuple[int, str, str]]
Document = Callable[..., dict[str, Any]]

# a 20 and b 30 everywhere.
OWN = """
import torch

class Sepia(torch.nn.Module):
    def forward(self, x):
        return 0 * torch.nn.functional.avg_pool2d(x, 4)[:, :2] + torch.tensor([0.2, 0.3])[:, None, None]

def sepia():
    return Sepia()
"""
SEPIA = ("--network", "own.py:sepia", "--run-code", "--task", "colours", "--input", "32x32")


@pytest.fixture(autouse=True)
def _own(folder: Path) -> None:
    (folder / "own.py").write_text(OWN)
    with Image.open("cat.png") as photo:
        photo.resize((90, 60)).convert("L").save("grey.png")


def test_a_photo_is_written_beside_its_page(document: Document) -> None:
    (one,) = document("colorize", "grey.png", *SEPIA)["photos"]
    assert Path(one["picture"]).name == "grey.colorize.own.py-sepia.png"
    assert Path(one["page"]).exists()
    with Image.open(one["picture"]) as found:
        red, _, blue = found.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert red > blue + 20


def test_strokes_are_taken_as_hints(document: Document) -> None:
    strokes = Image.new("RGBA", (90, 60))
    strokes.paste((255, 0, 0, 255), (10, 10, 30, 30))
    strokes.save("strokes.png")
    assert document("colorize", "grey.png", "--hints", "strokes.png", *SEPIA)["photos"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("colorize", *SEPIA), "Missing argument"),
        (("colorize", "grey.png"), "Expected a network that gives photos colours"),
        (("colorize", "grey.png", "--hints", "grey.png", *SEPIA), "opaque everywhere"),
        (
            ("colorize", "cat.png", "--hints", "grey.png", *SEPIA),
            "Paint them on a picture of the photo's size",
        ),
        (("colorize", "grey.png", "--hints", "none.png", *SEPIA), "does not exist"),
        (("colorize", "grey.png", "--temperature", "2", *SEPIA), "at most 1"),
        (("denoise", "grey.png", *SEPIA), "Expected a network that makes a picture of a photo"),
    ],
)
def test_wrong_words_are_one_sentence(run: Run, words: tuple[str, ...], message: str) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert message in " ".join(err.split())
    assert "Traceback" not in err
