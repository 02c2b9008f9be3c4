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
from convscope.version import VERSION


def test_the_version_is_printed() -> None:
    assert typed("--version").out == f"convscope {VERSION}\n"


def test_the_bare_command_shows_the_help() -> None:
    found = typed()
    assert (found.code, found.err) == (0, "")
    assert "explain" in found.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_installed_for_a_shell(shell: str, tmp_path: Path) -> None:
    env = {**os.environ, "HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    command = [sys.executable, "-m", "convscope.cli", "--install-completion", shell]
    found = subprocess.run(command, capture_output=True, text=True, env=env, check=True)
    assert f"{shell} completion installed" in found.stdout
    assert any("convscope" in file.name and file.is_file() for file in tmp_path.rglob("*"))


def test_commands_and_options_are_completed(tmp_path: Path) -> None:
    env = {**os.environ, "_CONVSCOPE_COMPLETE": "complete_bash"}

    def completed(words: str, place: int) -> list[str]:
        command = [sys.executable, "-m", "convscope.cli"]
        asked = {**env, "COMP_WORDS": words, "COMP_CWORD": str(place)}
        return subprocess.run(command, capture_output=True, text=True, env=asked, check=True).stdout.split()

    assert completed("convscope ex", 1) == ["explain", "export"]
    assert "--method" in completed("convscope explain --me", 2)


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
