"""The last line of a training names a command that uses what was trained."""

import shlex
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cli.typed import typed
from convscope.images import photos_in

# Networks of one weight from picture to picture, the second doubling each pixel.
OWN = """
import torch

class Doubled(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")

def same():
    return torch.nn.Conv2d(3, 3, 1)

def doubled():
    return torch.nn.Sequential(Doubled(), same())
"""
SAME, DOUBLED = ("--network", "own.py:same", "--run-code"), ("--network", "own.py:doubled", "--run-code")


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two photos and the networks, in a working directory of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CONVSCOPE_RUNS", raising=False)
    (tmp_path / "own.py").write_text(OWN)
    (tmp_path / "photos").mkdir()
    generator = np.random.default_rng(0)
    for name in "ab":
        pixels = generator.integers(0, 256, (40, 40, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(tmp_path / "photos" / f"{name}.png")
    return tmp_path / "photos"


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ((*SAME, "--noise", "25"), "denoise"),
        ((*SAME, "--noise", "camera"), "denoise"),
        ((*SAME, "--target", "blind-spot"), "denoise"),
        ((*SAME, "--jpeg", "10"), "repair"),
        ((*SAME, "--task", "repair"), "repair"),
        ((*SAME, "--noise", "5", "--blur", "1"), "repair"),
        ((*DOUBLED, "--task", "upscale"), "upscale"),
        ((*DOUBLED, "--noise", "5"), "upscale"),
    ],
)
def test_it_can_be_typed_as_it_stands(photos: Path, words: tuple[str, ...], command: str) -> None:
    task = () if "--task" in words else ("--task", "denoise" if words[1] == SAME[1] else "upscale")
    trained = typed(
        "train",
        "photos",
        *words,
        *task,
        "--epochs",
        "1",
        "--size",
        "32",
        "--batch-size",
        "8",
        "--name",
        "mine",
    )
    assert trained.code == 0, trained.err
    (line,) = (line for line in trained.out.splitlines() if line.startswith("use it: "))
    said = shlex.split(line.removeprefix("use it: "))
    assert said[:2] == ["convscope", command]
    used = typed(*(str(photos / "a.png") if word == "PHOTO" else word for word in said[1:]), "--out", "done")
    assert used.code == 0, used.err
    assert len(photos_in([Path("done")])) == 1


def test_where_pixels_are_missing_it_names_a_mask(photos: Path) -> None:
    small = ("--epochs", "1", "--size", "32", "--batch-size", "8", "--name", "mine")
    trained = typed("train", "photos", *SAME, "--task", "repair", "--missing", "0.2", *small)
    assert "use it: convscope repair PHOTO --mask MASK --network run:mine --run-code" in trained.out
