"""The group of all commands: listed without being imported, each still there when it is asked for."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import convscope.cli
from cli.typed import typed
from convscope.cli import COMMANDS
from convscope.cli.group import summary

IMPORTED = """
import sys
from convscope.cli import COMMANDS, main
sys.argv = ["convscope", *{words!r}]
try:
    main()
except SystemExit:
    pass
print([name for name in COMMANDS if f"convscope.cli.{{name}}" in sys.modules])
"""


def imported_by(*words: str) -> list[str]:
    code = IMPORTED.format(words=words)
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    names: list[str] = ast.literal_eval(out.splitlines()[-1])
    return names


def test_the_help_imports_no_command() -> None:
    assert imported_by("--help") == []


def test_a_command_imports_no_other() -> None:
    assert imported_by("methods", "--help") == ["methods"]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_file_says_in_its_first_line_what_the_command_is_for(name: str) -> None:
    place = Path(convscope.cli.__file__).parent / name
    source = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    assert source.read_text().startswith(f'"""``convscope {name.replace("_", "-")}``: ')
    assert summary(name).endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_help_of_its_own(name: str) -> None:
    called = name.replace("_", "-")
    result = typed(called, "--help")
    assert result.code == 0
    assert f"Usage: convscope {called}" in result.out


def test_the_help_lists_every_command() -> None:
    listed = typed("--help").out
    assert [name for name in COMMANDS if f"│ {name.replace('_', '-')} " not in listed] == []


def test_a_misspelt_command_gets_a_near_match() -> None:
    assert "Did you mean 'explain'?" in typed("explan").err


def test_a_misspelt_command_is_answered_by_a_question_that_ends_once() -> None:
    assert typed("explan").err.startswith(
        "convscope: No such command 'explan'. Did you mean 'explain'? See convscope --help."
    )
