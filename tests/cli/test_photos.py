"""Photos that cannot be read are said at once: before PyTorch is imported, and with nothing left behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.typed import typed

BROKEN = {
    "cut.jpg": "cut.jpg is truncated",
    "empty.png": "empty.png is empty",
    "text.png": "text.png is not an image",
    "gone.png": "gone.png does not exist",
}
# Every command that takes photos, with PHOTO for the one that cannot be read.
COMMANDS = (
    "explain PHOTO",
    "look PHOTO",
    "compare PHOTO",
    "detect PHOTO",
    "segment PHOTO",
    "edit PHOTO blocks.4:12=0",
    "trace PHOTO class:tabby",
    "similar PHOTO",
    "unit bn2.act:12 PHOTO",
    "publish PHOTO",
    "dream PHOTO",
    "dream cat.png --guide PHOTO",
    "invert PHOTO",
    "caricature PHOTO",
    "style PHOTO cat.png",
    "style cat.png PHOTO",
    "style cat.png cat.png --mask PHOTO",
)
# Typed in one process in which PyTorch cannot be imported.
_TYPED = """
import json, sys
sys.modules["torch"] = None
from cli.typed import typed
print(json.dumps([[each.code, each.err] for each in (typed(*words) for words in json.load(sys.stdin))]))
"""


@pytest.fixture
def broken(folder: Path) -> Path:
    """The working directory, with files that are no photos."""
    typed("filter", "cat.png", "--kernel", "identity", "--out", "cut.jpg")
    Path("cut.jpg").write_bytes(Path("cut.jpg").read_bytes()[:2000])
    Path("empty.png").touch()
    Path("text.png").write_text("hello")
    return folder


def test_a_broken_photo_is_said_in_a_sentence_before_pytorch_is_imported(broken: Path) -> None:
    asked = [(command, photo) for command in COMMANDS for photo in BROKEN]
    before = sorted(broken.rglob("*"))
    answers = json.loads(
        subprocess.run(
            [sys.executable, "-c", _TYPED],
            input=json.dumps([command.replace("PHOTO", photo).split() for command, photo in asked]),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    for (command, photo), (code, said) in zip(asked, answers, strict=True):
        assert (code, said.partition(":")[0], said.count("\n")) == (2, "convscope", 1), (command, said)
        assert BROKEN[photo] in said, (command, said)
    assert sorted(broken.rglob("*")) == before


def test_of_broken_photos_alone_no_folder_is_left(broken: Path) -> None:
    found = typed("explain", "cut.jpg", "empty.png", "--out", "maps")
    assert (found.code, Path("maps").exists()) == (2, False)


def test_the_masks_of_a_misspelt_folder_grow_no_tree(folder: Path) -> None:
    network = "input 3x64x64 -> conv 3 3x3 padding 1"
    words = ("segment", "cat.png", "--network", network, "--weights", "random", "--task", "segmentation")
    found = typed(*words, "--out", "misspelt/deep")
    assert (found.code, "there is no folder misspelt" in found.err) == (2, True)
    assert not Path("misspelt").exists()


@pytest.mark.parametrize("command", ["scan", "train"])
def test_a_name_of_a_run_or_scan_does_not_lead_elsewhere(folder: Path, command: str) -> None:
    for label in ("red", "blue"):
        Path("photos", label).mkdir(parents=True)
        for number in range(3):
            typed("filter", "cat.png", "--kernel", "identity", "--out", f"photos/{label}/{number}.png")
    found = typed(command, "photos", "--name", "../elsewhere")
    assert (found.code, "without slashes, got '../elsewhere'" in found.err) == (2, True)
    assert not Path("..", "elsewhere").exists()
