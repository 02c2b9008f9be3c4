"""Write the results of `python -m benchmarks trust` into docs/trust.md and into the package."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "trust"
PAGE = ROOT / "docs" / "trust.md"
RECORD = ROOT / "src" / "convscope" / "trust" / "randomization.json"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def sections() -> str:
    """The tables of the benchmark, each below its title."""
    text = RESULTS.with_suffix(".md").read_text()
    tables = re.findall(r"^([^\n|]+)\n\n((?:\|[^\n]*\n)+)", text, flags=re.MULTILINE)
    return "\n".join(f"### {title}\n\n{table}" for title, table in tables)


def record(found: dict[str, Any]) -> dict[str, Any]:
    """What stays of each map when the upper half of the layers is random: the cascade's second of three levels."""
    likeness = {row["name"]: round(row["half_random"], 3) for row in found["methods"] if "half_random" in row}
    return {"network": found["network"], "photos": len(found["photos"]), "likeness": likeness}


def main() -> None:
    """Write both."""
    tables = json.loads(RESULTS.with_suffix(".json").read_text())["rows"]
    (sanity,) = (one for one in tables if one["part"] == "sanity")
    RECORD.write_text(json.dumps(record(sanity), indent=1) + "\n")
    page = PAGE.read_text()
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n{sections()}\n{END}{after}")


if __name__ == "__main__":
    main()
