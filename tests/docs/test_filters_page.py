"""The page on filters names what there is, and its commands and pictures belong together."""

import importlib.util
import re
import shlex
import sys
from pathlib import Path

import pytest

from convscope.cli import main
from convscope.filters import BANKS, KERNELS
from convscope.filters.recipe import options_of

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = (DOCS / "tutorials" / "filters.md").read_text()
COMMANDS = re.findall(r"^convscope filter .+$", PAGE, flags=re.MULTILINE)


@pytest.mark.parametrize(("name", "maker"), [*KERNELS.items(), *BANKS.items()])
def test_every_kernel_and_bank_is_listed_with_its_options_and_defaults(name: str, maker: object) -> None:
    assert callable(maker)
    options = [
        f"`{option}`" + ("" if its.default is None else f" ({its.default:g})")
        for option, its in options_of(maker).items()
    ]
    assert f"| `{name}` | {', '.join(options) or 'none'} |" in PAGE


@pytest.mark.parametrize("picture", re.findall(r"\]\((\.\./pictures/.+?)\)", PAGE))
def test_every_picture_is_there(picture: str) -> None:
    assert (DOCS / "tutorials" / picture).exists()


@pytest.mark.slow
def test_the_pages_script_makes_every_picture_of_the_page(tmp_path: Path) -> None:
    script = DOCS / "scripts" / "draw_filters.py"
    spec = importlib.util.spec_from_file_location("filters_pictures", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(tmp_path)
    shown = {Path(each).name for each in re.findall(r"\]\((\.\./pictures/.+?)\)", PAGE)}
    assert shown <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_is_understood(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The photos are missing here, which is the last thing that a command finds out.
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    with pytest.raises(SystemExit):
        main()
    assert re.search(r"(astronaut|brick)\.png", capsys.readouterr().err)
