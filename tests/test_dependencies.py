"""What is installed without extras runs the main job; what belongs to an extra is asked for in one sentence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cli.typed import typed

PROJECT: dict[str, Any] = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())[
    "project"
]
TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> conv 4 3x3 -> relu -> globalavgpool -> flatten -> dense 2"
OF_TEXT = ("--network", TEXT, "--weights", "random")

# Makes every module that is named in HIDDEN impossible to import, then runs the command line.
RUNNER = """
import importlib.machinery, os, sys

HIDDEN = set(os.environ["HIDDEN"].split())

class Installed(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in HIDDEN else super().find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = Installed
from convscope.cli import main
main()
"""

WITHOUT_EXTRAS = [
    ("look", "photo.png", "--methods", "grad-cam"),
    ("explain", "photo.png", *OF_TEXT),
    ("compare", "photo.png", "--methods", "saliency", "--metrics", "sparseness", *OF_TEXT),
    ("predict", TEXT, "photo.png", "--weights", "random"),
    ("layers", TEXT, "--weights", "random"),
    ("visualize", "conv1:0", *OF_TEXT, "--steps", "2", "--size", "16"),
    ("filter", "photo.png", "--kernel", "sobel-vertical"),
    ("networks",),
]

MISSING = [
    ("lightning", "train", ("train", "data", "--network", TEXT)),
    ("torchmetrics", "train", ("train", "data", "--network", TEXT)),
    ("tensorboard", "train", ("train", "data", "--network", TEXT)),
    ("matplotlib", "train", ("train", "data", "--network", TEXT)),
    ("imagehash", "train", ("data", "data")),
    ("sklearn", "train", ("evaluate", TEXT, "data", "--weights", "random")),
    ("matplotlib", "train", ("evaluate", TEXT, "data", "--weights", "random")),
    (
        "cv2",
        "grabcut",
        ("explain", "photo.png", *OF_TEXT, "--mask", "grabcut"),
    ),
    ("fastapi", "serve", ("serve", "photo.png", *OF_TEXT)),
    ("uvicorn", "serve", ("serve", "photo.png", *OF_TEXT)),
    ("datasketches", "examine", ("scan", "data", *OF_TEXT)),
    ("pyarrow", "examine", ("scan", "data", *OF_TEXT)),
    ("av", "video", ("convolve", "101/010/111", "--filter", "11/11", "--animation", "steps.mp4")),
    ("onnx", "export", ("export", TEXT, "--weights", "random")),
    ("onnxscript", "export", ("export", TEXT, "--weights", "random")),
    ("onnxruntime", "export", ("export", TEXT, "--weights", "random")),
    ("openvino", "export", ("export", TEXT, "--weights", "random", "--to", "openvino")),
    (
        "openvino",
        "fast",
        ("explain", "photo.png", *OF_TEXT, "--engine", "openvino", "--method", "occlusion"),
    ),
]


def named(requirement: str) -> str:
    """The distribution that a requirement names, in the form in which names are compared."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()  # type: ignore[index]


def installed_with(names: list[str]) -> set[str]:
    """Distributions and all that they require, without extras."""
    found: set[str] = set()
    while names:
        name = names.pop()
        if name in found:
            continue
        found.add(name)
        try:
            required = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        names += [named(one) for one in required if "extra ==" not in one]
    return found


def hidden_modules() -> set[str]:
    """What could be imported here, but not where the project is installed without extras."""
    there = installed_with([named(one) for one in PROJECT["dependencies"]]) | {"convscope"}
    return {
        module
        for module, owners in packages_distributions().items()
        if not {named(owner) for owner in owners} & there
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a photo and a data set."""
    generator = np.random.default_rng(0)
    for name in ("photo", *(f"data/{label}/{number}" for label in "ab" for number in range(4))):
        place = (tmp_path / name).with_suffix(".png")
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(generator.integers(0, 255, (20, 20, 3), np.uint8)).save(place)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_extras_packages_are_hidden_by_this_test_and_the_hard_dependencies_are_not() -> None:
    hidden = hidden_modules()
    assert {"lightning", "torchmetrics", "av", "imagehash", "cv2", "sklearn", "matplotlib", "onnx"} <= hidden
    assert not {"torch", "timm", "skimage", "scipy", "pydantic", "jinja2", "convscope"} & hidden


@pytest.mark.parametrize("words", WITHOUT_EXTRAS, ids=lambda words: words[0])
def test_a_command_of_the_main_job_needs_no_extra(words: tuple[str, ...], folder: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", RUNNER, *words],
        env={**os.environ, "HIDDEN": " ".join(hidden_modules())},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize(("package", "extra", "words"), MISSING, ids=lambda value: str(value)[:12])
def test_a_command_says_the_one_line_that_installs_what_it_lacks(
    package: str, extra: str, words: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    said = typed(*words)
    expected = (
        f"This needs the package {package}, which is not installed. Run: pip install 'convscope[{extra}]'"
    )
    assert said.code == 2
    assert said.err.strip().splitlines()[-1] == f"convscope: {expected}"


def test_all_holds_every_extra_that_a_user_may_want() -> None:
    extras = PROJECT["optional-dependencies"]
    (everything,) = extras["all"]
    held = everything.removeprefix("convscope[").removesuffix("]").split(",")
    assert {*held} == {*extras} - {
        "all",
        "docs",
        "test",
    }


def test_the_tests_install_everything() -> None:
    assert "convscope[all]" in PROJECT["optional-dependencies"]["test"]
