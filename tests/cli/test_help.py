"""The help as people read it, the version, and the completion of words."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.typed import typed
from convscope.cli import COMMANDS
from convscope.cli.examples import EXAMPLES
from convscope.cli.group import _imported
from convscope.registry import methods, metrics
from convscope.version import VERSION


def test_the_version_is_printed() -> None:
    assert typed("--version").out == f"convscope {VERSION}\n"


def test_the_bare_command_shows_the_help() -> None:
    found = typed()
    assert (found.code, found.err) == (0, "")
    assert "explain" in found.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_installed_for_a_shell(shell: str, tmp_path: Path) -> None:
    env = {**os.environ, "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "convscope.cli", "--install-completion", shell]
    found = subprocess.run(command, capture_output=True, text=True, env=env, check=True)
    assert f"{shell} completion installed" in found.stdout
    assert any("convscope" in file.name and file.is_file() for file in tmp_path.rglob("*"))


def completed(words: str) -> list[str]:
    """What a shell is offered for the last of the words, computed in a process that cannot import PyTorch."""
    place = str(len(words.split()) - (not words.endswith(" ")))
    asked = {**os.environ, "_CONVSCOPE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": place}
    code = "import sys; sys.modules['torch'] = None; from convscope.cli import main; main()"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, env=asked, check=True).stdout.split()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ex", ["explain", "export"]),
        ("explain cat.png --method gra", ["grad-cam", "grad-cam++"]),
        ("compare cat.png --methods saliency,ri", ["saliency,rise"]),
        ("compare cat.png --metrics ins", ["insertion"]),
        ("explain cat.png --layer blocks.6.0.conv_pwl", ["blocks.6.0.conv_pwl"]),
        ("explain cat.png --network resnet50 --layer blocks", []),
        ("explain cat.png --network efficientnet-l", ["efficientnet-lite0"]),
        ("layers --network torchvision/resnet5", ["torchvision/resnet50"]),
        ("filter cat.png --kernel sob", ["sobel-horizontal", "sobel-vertical"]),
        ("embed photos --method u", ["umap"]),
        ("methods ri", ["rise"]),
        ("--language f", ["fr"]),
        # None: a shell then completes files.
        ("look ca", []),
    ],
)
def test_commands_and_values_are_completed_without_pytorch(typed: str, offered: list[str]) -> None:
    assert completed(f"convscope {typed}") == offered


def test_options_are_completed() -> None:
    assert "--method" in completed("convscope explain --me")


def test_completed_methods_and_metrics_are_those_of_the_registry() -> None:
    offered = completed("convscope methods ")
    assert {*offered} == {*methods()}
    assert {*completed("convscope metrics ")} == {*metrics()}


def every_command() -> Iterator[tuple[str, Any]]:
    """Each command as it is called, those of a group and the group included."""
    for name in COMMANDS:
        called = name.replace("_", "-")
        command = _imported(called, name)
        yield called, command
        yield from ((f"{called} {below}", one) for below, one in getattr(command, "commands", {}).items())


@pytest.mark.parametrize(("called", "command"), [*every_command()])
def test_each_command_shows_three_examples_with_options_that_it_has(called: str, command: Any) -> None:
    below = getattr(command, "commands", {}).values()
    options = {option for one in (command, *below) for given in one.params for option in given.opts}
    options |= {option for given in command.params for option in given.secondary_opts}
    assert len(EXAMPLES[called]) >= 3
    for example in EXAMPLES[called]:
        assert example.startswith(f"convscope {called}")
        assert {word for word in example.split() if word.startswith("--")} <= {*options, "--help"}


def test_the_help_of_a_group_shows_its_examples() -> None:
    assert all(example in typed("arithmetic", "--help").out for example in EXAMPLES["arithmetic"])


@pytest.mark.parametrize(
    "example", [line for name, lines in EXAMPLES.items() if name.startswith("arithmetic") for line in lines]
)
def test_each_example_of_the_arithmetic_is_computed(example: str) -> None:
    assert typed(*shlex.split(example)[1:]).code == 0


def test_kinds_of_values_are_said_in_words() -> None:
    said = typed("predict", "--help").out
    assert "whole number" in said
    assert not any(kind in said for kind in ("<int", "<path>", "<str>", "<bool>", "list["))


def test_common_options_stand_in_groups() -> None:
    said = typed("explain", "--help").out
    places = [
        said.index(panel) for panel in ("─ Options", "─ The network", "─ Computing", "─ Output", "Examples:")
    ]
    assert places == sorted(places)


def test_a_range_is_said_in_words() -> None:
    said = " ".join(typed("predict", "--help").out.split())
    assert "[at least 1]" in said
    assert "x>=" not in said
