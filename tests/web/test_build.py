"""What is committed of the page's build and of the schema is that of the sources."""

import shutil
import subprocess
from pathlib import Path

import pytest

from convscope.server.publishing.writing import PAGE
from convscope.server.routes.page_files import FOLDER
from tools.openapi import PLACE, schema

WEB = PLACE.parent.parent.parent
NODE_MODULES = WEB / "node_modules"


def test_the_schema_of_the_types_is_that_of_the_server() -> None:
    assert PLACE.read_text(encoding="utf-8") == schema(), "run `make web`"


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "folder"), [("production", FOLDER), ("published", PAGE)])
def test_the_page_that_is_shown_is_built_from_the_sources(tmp_path: Path, mode: str, folder: Path) -> None:
    if shutil.which("npx") is None or not NODE_MODULES.is_dir():
        missing = "Node or web/node_modules is missing: `npm --prefix web ci` installs what the build needs."
        pytest.skip(missing)
    command = ["npx", "vite", "build", "--mode", mode, "--outDir", str(tmp_path), "--logLevel", "error"]
    subprocess.run(command, cwd=WEB, check=True)
    assert files_of(folder) == files_of(tmp_path), "run `make web`"


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
