"""Measure how far each method can be trusted, for docs/trust.md and for what the package says about its methods.

    python docs/measure_trust.py              compare the quick methods on 20 of the shared photos, write all
    python docs/measure_trust.py --from FILE  write the page and the record from a comparison measured before

The photos are drawn by seed 0 from ../shared/data/imagenet-samples.tar; the network is the embedded one.
"""

from __future__ import annotations

import json
import random
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from convscope.network import open_network
from convscope.report.comparison import compare
from convscope.report.comparison.document import document

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT.parent / "shared" / "data" / "imagenet-samples.tar"
PAGE = ROOT / "docs" / "trust.md"
NUMBERS = ROOT / "docs" / "trust.json"
RECORD = ROOT / "src" / "convscope" / "trust" / "randomization.json"
PHOTOS = 20
METRICS = (
    "insertion",
    "deletion",
    "average-drop",
    "infidelity",
    "sparseness",
    "randomization",
    "random-logit",
)
# Fewer steps than by default: a tenth of the time, and the same order.
OPTIONS = {
    "integrated-gradients": {"steps": 20},
    "smoothgrad": {"samples": 12},
    "insertion": {"steps": 8},
    "deletion": {"steps": 8},
    "infidelity": {"samples": 32},
    "randomization": {"levels": 3},
    "random-logit": {"samples": 2},
}
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def measured() -> dict[str, Any]:
    """The comparison's document."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(SAMPLES) as archive:
        archive.extractall(folder, filter="data")
        paths = sorted(Path(folder).rglob("*.JPEG"))
        chosen = sorted(random.Random(0).sample(paths, PHOTOS))
        comparison = compare(
            open_network("efficientnet-lite0"), chosen, metrics=METRICS, options=OPTIONS, shown=0
        )
    return document(comparison)


def record(found: dict[str, Any]) -> dict[str, Any]:
    """What stays of each map when the upper half of the layers is random: the cascade's second of three levels."""
    likeness = {}
    for row in found["methods"]:
        curves = [curve for curve in row["curves"].get("randomization", []) if curve]
        if curves:
            likeness[row["name"]] = round(sum(curve[1] for curve in curves) / len(curves), 3)
    return {"network": found["network"], "photos": len(found["photos"]), "likeness": likeness}


def table(found: dict[str, Any]) -> str:
    """The methods and metrics as a table, best mean rank first."""
    metrics = found["metrics"]
    arrows = {"higher": "↑", "lower": "↓"}
    heads = [
        "method",
        "mean rank",
        *(f"{m['name']} {arrows[m['better']]}" for m in metrics),
        "seconds",
        "passes",
    ]
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    for row in found["methods"]:
        cells = [f"*{row['name']}*" if row["is_control"] else row["name"]]
        cells.append("" if row["rank"] is None else f"{row['rank']:.1f}")
        for metric in metrics:
            name = metric["name"]
            if name not in row:
                cells.append("-")
                continue
            low, high = row["intervals"][name]
            value = f"**{row[name]:.2f}**" if name in row["leads"] else f"{row[name]:.2f}"
            cells.append(f"{value} ({low:.2f} to {high:.2f})")
        cells += ["", ""] if row["is_control"] else [f"{row['seconds']:.2f}", f"{row['passes']:.0f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure, and write the numbers, the page's table and the package's record."""
    given = sys.argv[2:] if sys.argv[1:2] == ["--from"] else []
    found = json.loads(Path(given[0]).read_text()) if given else measured()
    found["photos"] = [Path(photo).name for photo in found["photos"]]
    for row in found["methods"]:  # of the curves only those that the record is made from
        row["curves"] = {name: curves for name, curves in row["curves"].items() if name == "randomization"}
    NUMBERS.write_text(json.dumps(found) + "\n")
    RECORD.write_text(json.dumps(record(found), indent=1) + "\n")
    page = PAGE.read_text()
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table(found)}\n{END}{after}")


if __name__ == "__main__":
    main()
