"""Progress where a notebook runs, in a real kernel and with a stand-in for its display."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import nbclient
import nbformat
import pytest
from PIL import Image

from convscope.progress import Progress
from convscope.render.notebook import default_progress, live
from convscope.render.notebook.live import NotebookProgress


class Cell:
    """What a cell shows: the last content of each display."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.displays = 0

    def display(self, content: str, display_id: bool) -> Cell:
        self.displays += 1
        self.shown.append(content)
        return self

    def update(self, content: str) -> None:
        self.shown.append(content)


@pytest.fixture
def cell(monkeypatch: pytest.MonkeyPatch) -> Cell:
    """A kernel's display, and a clock that stands."""
    found = Cell()
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    shown = SimpleNamespace(HTML=str, display=found.display)
    monkeypatch.setitem(sys.modules, "IPython.display", shown)
    monkeypatch.setattr(live, "time", SimpleNamespace(monotonic=lambda: 100.0))
    return found


def test_a_notebook_gets_a_bar_where_no_progress_is_given(cell: Cell) -> None:
    assert isinstance(default_progress(None), NotebookProgress)


def test_the_progress_that_is_given_is_kept_in_a_notebook(cell: Cell) -> None:
    own = Progress()
    assert default_progress(own) is own


def test_a_script_gets_no_bar() -> None:
    assert type(default_progress(None)) is Progress


def test_a_terminal_with_ipython_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace()))
    assert type(default_progress(None)) is Progress


def test_all_steps_share_one_display(cell: Cell) -> None:
    progress = NotebookProgress()
    progress.note("Learning rate 0.1")
    progress.step(3, 3, what="training", figures={"loss": 0.25})
    assert cell.displays == 1
    assert 'value="3" max="3"' in cell.shown[-1]
    assert "loss 0.25" in cell.shown[-1]
    assert "Learning rate 0.1" in cell.shown[-1]


def test_steps_that_follow_each_other_at_once_are_not_all_drawn_but_the_last_is(cell: Cell) -> None:
    progress = NotebookProgress()
    for done in range(1, 101):
        progress.step(done, 100)
    assert len(cell.shown) == 2
    assert "100 of 100" in cell.shown[-1]


def test_a_picture_is_made_only_when_it_is_drawn_and_stays(cell: Cell) -> None:
    made: list[int] = []

    def picture() -> Image.Image:
        made.append(1)
        return Image.new("RGB", (64, 64))

    progress = NotebookProgress()
    for done in range(1, 51):
        progress.step(done, 50, picture=picture)
    progress.note("done")
    assert len(made) == 2
    assert cell.shown[-1].count("<img") == 1


def test_what_is_noted_is_escaped_and_only_the_last_notes_are_kept(cell: Cell) -> None:
    progress = NotebookProgress()
    for number in range(30):
        progress.note(f"<b>{number}")
    assert "&lt;b&gt;29" in cell.shown[-1]
    assert "<b>" not in cell.shown[-1]
    assert cell.shown[-1].count("&lt;b&gt;") == live.NOTES


def test_a_phase_of_unknown_length_has_a_bar_without_an_end(cell: Cell) -> None:
    NotebookProgress().step(7, None, what="reading")
    assert "<progress></progress> 7" in cell.shown[-1]


def run_cells(*sources: str) -> list[Any]:
    """Outputs of the cells of a notebook, run by a kernel of this interpreter."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    nbclient.NotebookClient(notebook, kernel_name="python3", allow_errors=True, timeout=120).execute()
    return [cell.outputs for cell in notebook.cells]


def test_a_kernel_shows_one_bar_and_an_error_in_a_few_lines() -> None:
    bar, error = run_cells(
        "from convscope.render.notebook import default_progress\n"
        "progress = default_progress(None)\n"
        "progress.step(1, 2, what='reading')\nprogress.step(2, 2, what='reading')",
        "from convscope.errors import MethodError\n\n"
        "def ask():\n    raise MethodError('There is no method nothing.', 'Did you mean noting?')\n\nask()",
    )
    assert len(bar) == 1
    assert "2 of 2" in bar[0]["data"]["text/html"]
    assert error[0]["ename"] == "MethodError"
    assert error[0]["traceback"] == [
        "line 4: raise MethodError('There is no method nothing.', 'Did you mean noting?')",
        "MethodError: There is no method nothing.",
        "Did you mean noting?",
    ]
