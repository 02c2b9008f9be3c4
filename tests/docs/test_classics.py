"""The page of the classics says what the tool says."""

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest

from cli.typed import typed
from convscope.network.classics import CLASSICS
from convscope.network.declarative import read_definition

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = (DOCS / "classics.md").read_text(encoding="utf-8")
NETWORKS = re.findall(r"<!-- table (\S+) -->", PAGE)
TEXTS = dict(re.findall(r"^### `convscope/(\S+)`\n.*?^```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_classics", DOCS / "scripts" / "draw_classics.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unchanged(script: ModuleType, names: list[str], folder: Path) -> None:
    assert script.main(folder, names) == PAGE
    for name in names:
        picture = script.picture_name(name)
        assert (folder / picture).read_text() == (DOCS / "pictures" / "classics" / picture).read_text()


def test_the_table_and_the_diagram_of_lenet_are_what_the_script_makes(
    script: ModuleType, tmp_path: Path
) -> None:
    unchanged(script, ["convscope/lenet5"], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(NETWORKS) - {"convscope/lenet5"}))
def test_every_table_and_diagram_is_what_the_script_makes(
    name: str, script: ModuleType, tmp_path: Path
) -> None:
    unchanged(script, [name], tmp_path)


@pytest.mark.parametrize("picture", re.findall(r"!\[.*?\]\((.*?)\)", PAGE))
def test_every_picture_of_the_page_exists(picture: str) -> None:
    assert (DOCS / picture).is_file()


def test_every_teaching_network_is_on_the_page() -> None:
    assert set(TEXTS) == {name for name, classic in CLASSICS.items() if classic.family == "teaching"}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_to_copy_is_the_network_of_that_name(name: str) -> None:
    assert read_definition(TEXTS[name]) == read_definition(CLASSICS[name].text)


def test_the_impossible_layer_is_explained_in_these_words() -> None:
    command, says = re.findall(r"```sh\nconvscope ([^`]*)\n```\n\n```text\n(.*?)```", PAGE, re.DOTALL)[0]
    assert typed(*shlex.split(command)).err == says
