"""What is released: a wheel and an sdist that are complete, and the files around them that repeat facts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

import convscope

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what ``python -m build`` makes in a workflow of GitHub."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)]
    workflow = {
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "a/b",
        "GITHUB_REF_NAME": "v9",
    }
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **workflow})
    return folder


def package_files() -> set[str]:
    """Every file of the package that git knows."""
    listed = subprocess.run(
        ["git", "ls-files", "src/convscope"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {line.removeprefix("src/") for line in listed.stdout.splitlines()}


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package_and_no_other(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == package_files()
    assert {"convscope/py.typed", "convscope/report/templates/look.html"} <= names


@pytest.mark.slow
def test_the_sdist_holds_the_package_and_its_tests(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"src/{name}" for name in package_files()} <= names
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "tests/test_release.py"} <= names


@pytest.mark.slow
def test_the_wheel_installs_into_an_empty_environment_and_says_its_version(
    built: Path, tmp_path: Path
) -> None:
    (wheel,) = built.glob("*.whl")
    place = tmp_path / "empty"
    subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", str(place)], check=True)
    python = str(place / "bin" / "python")
    install = [python, "-m", "pip", "install", "--no-deps", "--no-index", "--ignore-installed", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    code = "import convscope; print(convscope.__version__, convscope.__file__, sep='\\n')"
    said = subprocess.run(
        [python, "-c", code], check=True, capture_output=True, text=True, cwd=tmp_path, env={}
    ).stdout
    version, module = said.splitlines()
    assert version == convscope.__version__
    assert Path(module).is_relative_to(place)


@pytest.mark.slow
def test_the_released_readme_leads_to_the_files_of_its_tag(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()
    places = re.findall(r"\]\(([^)]+)\)", metadata)
    assert places
    assert all(place.startswith(("https://", "#")) for place in places)
    assert "](https://github.com/a/b/blob/v9/docs/trust.md)" in metadata
    assert "](https://github.com/a/b/raw/v9/docs/pictures/attributions.jpg)" in metadata
    assert "Project-URL: Repository, https://github.com/a/b" in metadata


def test_the_version_is_the_same_wherever_it_is_said() -> None:
    citation = (ROOT / "CITATION.cff").read_text()
    assert re.findall(r"^version: (.+)$", citation, flags=re.MULTILINE) == [convscope.__version__]


def test_the_changelog_has_what_is_not_released_yet_on_top() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)
    assert headings[0] == "[Unreleased]"


def test_the_workflow_tests_every_python_that_the_package_names() -> None:
    named = {line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", line)}
    tested = re.search(r"python: \[(.*)\]", WORKFLOW)
    assert tested is not None
    assert {*re.findall(r"[\d.]+", tested[1])} == named
    assert PROJECT["requires-python"].removeprefix(">=") == min(named, key=lambda one: int(one[2:]))


def test_the_workflow_calls_only_targets_that_the_makefile_has() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert {*re.findall(r"run: make ([a-z-]+)", WORKFLOW)} == {"lint", "types", "web", "test", "docs"}
    assert {"lint", "types", "web", "test", "docs"} <= targets
