"""The kinds of errors, and near matches of misspelt names."""

import ast
import re
from pathlib import Path

import pytest

import convscope
from convscope import errors
from convscope.errors import AddressError, ConvscopeError, NetworkError, TraceError, did_you_mean, suggest

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, ConvscopeError) and kind is not ConvscopeError
]


def test_no_two_kinds_of_errors_have_one_name_in_json() -> None:
    names = [kind.kind for kind in KINDS]
    assert len({*names}) == len(names)


@pytest.mark.parametrize("kind", [TraceError, AddressError])
def test_what_is_wrong_with_a_network_is_caught_as_one(kind: type[ConvscopeError]) -> None:
    assert issubclass(kind, NetworkError)


def test_no_module_outside_the_command_line_speaks_of_its_flags() -> None:
    package = Path(errors.__file__).parent
    flags = {
        f"{path.name}: {node.value}"
        for path in package.rglob("*.py")
        if "cli" not in path.relative_to(package).parts
        and path.name != "commands.py"  # whole commands, to be typed
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value
        if re.search(r"(^|[\s`])--[a-z]", node.value) and "``--" not in node.value
    }
    assert not flags


def test_near_names_are_suggested() -> None:
    assert suggest("grad-cm", ["grad-cam", "saliency"]) == "Did you mean grad-cam?"


def test_several_names_are_parted_by_commas_and_the_last_by_or() -> None:
    assert did_you_mean(["a", "b", "c"]) == "Did you mean a, b or c?"
    assert did_you_mean([], "Look.") == "Look."


def test_capitals_do_not_matter() -> None:
    assert suggest("TABBY", ["Tabby", "tiger"]) == "Did you mean Tabby?"


def test_without_a_near_name_the_other_hint_is_given() -> None:
    assert suggest("xyz", ["grad-cam"], "There are two.") == "There are two."


def test_a_notebook_shows_an_error_as_the_users_own_line_and_one_sentence() -> None:
    with pytest.raises(ConvscopeError) as caught:
        convscope.open_network("efficientnet-lite0", weights="nowhere.pth")
    line, *said = caught.value._render_traceback_()
    assert line.endswith('convscope.open_network("efficientnet-lite0", weights="nowhere.pth")')
    assert said == [f"{type(caught.value).__name__}: {caught.value.message}", caught.value.hint]
