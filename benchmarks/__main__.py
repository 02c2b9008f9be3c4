"""Run the benchmarks and write their results: one Markdown table and one JSON document a benchmark.

A benchmark is a file beside this one with a function ``run`` that returns rows; its docstring says what it
measures.
"""

from __future__ import annotations

import importlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.machine import describe
from benchmarks.measure import Row

FOLDER = Path(__file__).parent
NOT_BENCHMARKS = {"__init__", "__main__", "machine", "measure"}


def main(names: list[str]) -> None:
    """Run the named benchmarks, all by default."""
    known = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NOT_BENCHMARKS)
    for name in names or known:
        module = importlib.import_module(f"benchmarks.{name}")
        print(f"\n{name}: {(module.__doc__ or '').strip().splitlines()[0]}\n")
        rows: list[Row] = module.run()
        machine = describe()
        table = as_markdown(rows)
        print(table)
        results = FOLDER / "results"
        results.mkdir(exist_ok=True)
        document = {
            "measured": datetime.now(UTC).date().isoformat(),
            "machine": machine,
            "rows": [row.document() for row in rows],
        }
        (results / f"{name}.json").write_text(json.dumps(document, indent=2) + "\n")
        on = ", ".join(f"{key} {value}" for key, value in machine.items())
        title = (module.__doc__ or "").strip()
        (results / f"{name}.md").write_text(
            f"{title}\n\n{table}\nMeasured on {document['measured']}: {on}.\n"
        )


def as_markdown(rows: list[Row]) -> str:
    """A table of rows."""
    lines = [
        "| work | convscope | peer | peer's time | times as fast | goal | difference |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        met = "" if row.ratio >= row.goal else " (missed)"
        lines.append(
            f"| {row.claim} | {_time(row.ours_seconds)} | {row.peer} | {_time(row.peer_seconds)} "
            f"| {row.ratio:.1f} | {row.goal:g}{met} | {row.difference:.0e} |"
        )
    return "\n".join(lines) + "\n"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 10 else f"{seconds:.1f} s"


if __name__ == "__main__":
    main(sys.argv[1:])
