"""Measure how far each method can be trusted, for docs/trust.md and for what the package says about its methods.

    python docs/scripts/measure_trust.py              measure all, write all
    python docs/scripts/measure_trust.py sanity       measure this alone, and keep the other numbers
    python docs/scripts/measure_trust.py --tables     write page and record from docs/scripts/trust.json

The photos are drawn by seed 0 from ../shared/data/imagenet-samples.tar; the network is the embedded one.
"""

from __future__ import annotations

import json
import random
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.network import open_network
from convscope.registry import methods
from convscope.report.comparison import compare, document

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT.parent / "shared" / "data" / "imagenet-samples.tar"
PAGE = ROOT / "docs" / "trust.md"
NUMBERS = ROOT / "docs" / "scripts" / "trust.json"
RECORD = ROOT / "src" / "convscope" / "trust" / "randomization.json"


@dataclass(frozen=True)
class Measurement:
    """A comparison for the page.

    Attributes:
        photos: how many.
        methods: names of the registry; None for the quick ones.
        metrics: names of the registry.
        options: of methods and metrics, where they are not the default.
    """

    photos: int
    methods: tuple[str, ...] | None
    metrics: tuple[str, ...]
    options: dict[str, dict[str, int]]


MEASUREMENTS = {
    "faithfulness": Measurement(
        8,
        tuple(methods()),
        ("insertion", "deletion", "average-drop", "infidelity", "sparseness"),
        {"insertion": {"steps": 8}, "deletion": {"steps": 8}, "infidelity": {"samples": 32}},
    ),
    # Fewer steps than by default: a tenth of the time, and the same order.
    "sanity": Measurement(
        20,
        None,
        ("randomization", "random-logit"),
        {
            "integrated-gradients": {"steps": 20},
            "smoothgrad": {"samples": 12},
            "randomization": {"levels": 3},
            "random-logit": {"samples": 2},
        },
    ),
}


def measured(measurement: Measurement) -> dict[str, Any]:
    """The comparison's document."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(SAMPLES) as archive:
        archive.extractall(folder, filter="data")
        paths = sorted(Path(folder).rglob("*.JPEG"))
        chosen = sorted(random.Random(0).sample(paths, measurement.photos))
        comparison = compare(
            open_network("efficientnet-lite0"),
            chosen,
            methods=measurement.methods,
            metrics=measurement.metrics,
            options=measurement.options,
            shown=0,
        )
    found = document(comparison)
    found["photos"] = [Path(photo).name for photo in found["photos"]]
    for row in found["methods"]:  # of the curves only those that the record is made from
        row["curves"] = {name: curves for name, curves in row["curves"].items() if name == "randomization"}
    return found


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


def main(asked: list[str]) -> None:
    """Measure, and write the numbers, the page's tables and the package's record."""
    numbers = json.loads(NUMBERS.read_text()) if NUMBERS.exists() else {}
    names = [] if asked == ["--tables"] else asked or list(MEASUREMENTS)
    for name in names:
        numbers[name] = measured(MEASUREMENTS[name])
        NUMBERS.write_text(json.dumps(numbers) + "\n")
    RECORD.write_text(json.dumps(record(numbers["sanity"]), indent=1) + "\n")
    page = PAGE.read_text()
    for name, found in numbers.items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        before, rest = page.split(begin)
        _, after = rest.split(end)
        page = f"{before}{begin}\n{table(found)}\n{end}{after}"
    PAGE.write_text(page)


if __name__ == "__main__":
    main(sys.argv[1:])
