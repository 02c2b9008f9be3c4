"""What the documentation shows happens.

Every ``python`` and ``console`` block of a page is run, in order, in a temporary directory that holds ``cat.png``.
The Python blocks of a page share one namespace; what stands after a ``>>>`` line or a ``$`` line is what it must
print, where ``...`` stands for anything.  Blocks that shall not run are ``sh`` or ``text``.
"""

import doctest
import re
import runpy
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.typed import typed

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted(
    path
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
    # The reference is generated; the troubleshooting page shows errors and has its own test.
    if path.parent.name != "reference" and path.name != "troubleshooting.md"
)
# A script that needs data has a test of its own.
EXAMPLES = sorted(
    script
    for script in (ROOT / "examples").glob("*.py")
    if not (ROOT / "tests" / "examples" / f"test_{script.name}").exists()
)
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(path: Path) -> list[tuple[str, str]]:
    return BLOCK.findall(path.read_text())


def run_python(code: str, namespace: dict[str, Any], place: str) -> None:
    if ">>>" not in code:
        exec(compile(code, place, "exec"), namespace)
        return
    example = doctest.DocTestParser().get_doctest(code, namespace, place, place, 0)
    report: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(example, out=report.append, clear_globs=False)
    namespace.update(example.globs)
    assert not report, "".join(report)


def run_console(text: str, place: str) -> None:
    before, *commands = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert not before, f"{place}: a console block starts with `$ `"
    for command in commands:
        line, _, wanted = command.partition("\n")
        program, *words = shlex.split(line)
        assert program == "convscope", f"{place}: only convscope runs in a console block"
        result = typed(*words)
        assert result.code == 0, f"{place}: {line}\n{result.err}"
        same = doctest.OutputChecker().check_output(wanted, result.out, FLAGS)
        assert same or not wanted.strip(), f"{place}: {line}\nshown:\n{wanted}\nprinted:\n{result.out}"


@pytest.mark.parametrize("path", [path for path in PAGES if blocks(path)], ids=lambda path: path.name)
def test_the_examples_of_a_page_run_and_print_what_it_shows(path: Path) -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for number, (language, text) in enumerate(blocks(path), start=1):
        place = f"<{path.name}, block {number}>"
        if language == "python":
            run_python(text, namespace, place)
        else:
            run_console(text, place)


@pytest.mark.parametrize("script", EXAMPLES, ids=lambda script: script.stem)
def test_an_example_script_runs_without_arguments(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(script)])
    runpy.run_path(str(script), run_name="__main__")
