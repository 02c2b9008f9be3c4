"""Run the benchmarks and write their results: one Markdown table and one JSON document a benchmark.

A benchmark is a file beside this one with a function ``run`` that gives rows (speed beside a peer), figures (any
other number with a goal) and tables; its docstring says what it measures.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.machine import describe
from benchmarks.measure import Figure, Row, Table

FOLDER = Path(__file__).parent
NOT_BENCHMARKS = {
    "__init__",
    "__main__",
    "best_settings",
    "dream_memory",
    "kept_runs",
    "linked_pictures",
    "lite_networks",
    "machine",
    "measure",
    "peers",
    "restored",
    "trust_parts",
    "trust_record",
    "trust_table",
}


def main(names: list[str]) -> None:
    """Run the named benchmarks, all by default."""
    known = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NOT_BENCHMARKS)
    for name in names or known:
        module = importlib.import_module(f"benchmarks.{name}")
        print(f"\n{name}: {(module.__doc__ or '').strip().splitlines()[0]}\n")
        rows: list[Row | Figure | Table] = []
        for row in module.run():
            rows.append(row)
            print(as_markdown([row]).splitlines()[-1], flush=True)
            _write(name, (module.__doc__ or "").strip(), rows)  # what is measured is kept if the rest is not
        print(f"\n{as_markdown(rows)}")


def _write(name: str, title: str, rows: Sequence[Row | Figure | Table]) -> None:
    results, machine = FOLDER / "results", describe()
    results.mkdir(exist_ok=True)
    document = {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": machine,
        "rows": [row.document() for row in rows],
    }
    (results / f"{name}.json").write_text(json.dumps(document, indent=2) + "\n")
    on = ", ".join(f"{key} {value}" for key, value in machine.items())
    table = as_markdown(rows)
    (results / f"{name}.md").write_text(f"{title}\n\n{table}\nMeasured on {document['measured']}: {on}.\n")


def as_markdown(rows: Sequence[Row | Figure | Table]) -> str:
    """A table of the rows and one of the figures, of those that there are."""
    speeds = [row for row in rows if isinstance(row, Row)]
    figures = [row for row in rows if isinstance(row, Figure)]
    tables = []
    if speeds:
        header = (
            "work",
            "convscope",
            "peer",
            "as its page shows",
            "at its best",
            "times as fast",
            "goal",
            "difference",
        )
        tables.append(_table(header, map(_speed, speeds)))
    if figures:
        tables.append(_table(("what", "measured", "goal", "note"), map(_figure, figures)))
    tables += [f"{row.title}\n\n{_table(row.header, row.cells)}" for row in rows if isinstance(row, Table)]
    return "\n".join(tables)


def _speed(row: Row) -> tuple[str, ...]:
    page = "" if row.page_seconds is None else _time(row.page_seconds)
    best = _time(row.peer_seconds) + (f" ({row.settings})" if row.settings else "")
    cells = row.claim, _time(row.ours_seconds), row.peer, page, best
    return *cells, f"{row.ratio:.1f}", f"{row.goal:g}{_missed(row)}", f"{row.difference:.0e}"


def _figure(row: Figure) -> tuple[str, ...]:
    goal = f"{row.bound} {row.goal:g} {row.unit}{_missed(row)}"
    return row.claim, f"{row.value:.4g} {row.unit}", goal, row.note


def _missed(row: Row | Figure) -> str:
    return "" if row.met else " (missed)"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(cells) + " |" for cells in (header, *rows)]
    lines.insert(1, "|" + "---|" * len(header))
    return "\n".join(lines) + "\n"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 10 else f"{seconds:.1f} s"


if __name__ == "__main__":
    main(sys.argv[1:])
