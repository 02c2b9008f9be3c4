"""The tutorial notebooks run, are kept with their outputs, and become pages of the site."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
SCRIPTS = ROOT / "docs" / "scripts"


def script(name: str) -> dict[str, Any]:
    return runpy.run_path(str(SCRIPTS / f"{name}.py"))


def code_cells(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]


def test_there_is_a_notebook_for_each_kind_of_user() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["artist", "engineer", "researcher", "student"]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_without_an_error_or_a_warning(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CONVSCOPE_RUNS", raising=False)
    scripts = script("run_notebooks")
    ran = scripts["kept"](scripts["run"](path, tmp_path))
    said = [
        output for cell in ran.cells for output in cell.get("outputs", ()) if output.get("name") == "stderr"
    ]
    assert not said


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_as_it_ran_from_its_first_cell_to_its_last(path: Path) -> None:
    cells = code_cells(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output["output_type"] for cell in cells for output in cell["outputs"]}
    assert "error" not in kinds


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_small_and_names_no_place_of_the_machine_that_ran_it(path: Path) -> None:
    text = path.read_text()
    assert len(text) < 700_000
    assert not re.findall(r"(?:/tmp|/home|/root|/work|C:\\\\)[/\\\w]", text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_page_of_a_notebook_has_its_text_its_code_and_its_pictures(path: Path) -> None:
    page = script("notebook_pages")["notebook_pages"]()[f"notebooks/{path.stem}"]
    assert page.startswith("# For the ")
    assert page.count("```python") == len(code_cells(path))
    assert "data:image/" in page


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_link_of_a_notebook_and_of_its_page_leads_somewhere(path: Path) -> None:
    page = script("notebook_pages")["notebook_pages"]()[f"notebooks/{path.stem}"]
    for text, folder in (
        (path.read_text(), path.parent),
        (page, ROOT / "docs" / "reference" / "notebooks"),
    ):
        for target in re.findall(r"\]\((\.\./[^)#]+)", text):
            place = (folder / target).resolve()
            # What docs/scripts/generate.py writes need not be there yet.
            assert place.exists() or place.parent == ROOT / "docs" / "reference", target
