"""``convscope kernels`` as a user meets it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

TEXT = "input 3x16x16 -> conv 4 5x5 -> relu -> conv 6 3x3 -> relu -> globalavgpool -> flatten -> dense 2"
OF_TEXT = ("--network", TEXT, "--weights", "random")


def test_the_kernels_are_drawn_and_listed(folder: Path, document: Callable[..., dict[str, Any]]) -> None:
    read = document("kernels", *OF_TEXT, "--out", "first.png")
    assert (read["layer"], read["units"], len(read["kernels"])) == ("conv1", 4, 4)
    assert read["picture"] == "first.png"
    assert Image.open(folder / "first.png").width > 100
    assert {"unit", "norm", "share", "frequency", "orientation", "gabor", "inputs"} <= {*read["kernels"][0]}


def test_a_deeper_layer_is_shown_beside_another_network(
    folder: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, _ = run("kernels", "conv2", *OF_TEXT, "--beside", TEXT, "--sort", "unit")
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("conv2 of input 3x16x16")
    assert lines[1].endswith("cosine 1.00")
    assert (folder / lines[-1].removeprefix("picture: ")).is_file()


def test_a_layer_without_weights_is_refused(folder: Path, document: Callable[..., dict[str, Any]]) -> None:
    assert "relu1 has no weights" in document("kernels", "relu1", *OF_TEXT)["error"]["message"]
