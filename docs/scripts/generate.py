"""Write the pages of docs/reference/ that are made from the code: `make docs` runs it before the site is built."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

from method_pages import method_pages, methods_page
from notebook_pages import notebook_pages
from page_parts import linked, options_table

from convscope import open_network, publish
from convscope.registry import metrics
from convscope.trust import Metric

ROOT = Path(__file__).parent.parent.parent
REFERENCE = ROOT / "docs" / "reference"


def metrics_page() -> str:
    """Every metric of the registry: summary, formula, range, cost, limits, options and source."""
    parts = [
        "# Metrics",
        "This page is made from the registry. `convscope metrics` lists the same in the terminal; "
        "[How far can I trust this picture?](../trust.md) says how to read them.",
    ]
    for kind, members in groupby(metrics().values(), key=lambda metric: metric.kind):
        parts.append(f"## {kind.capitalize()}")
        parts += [part for metric in members for part in _metric(metric)]
    return "\n\n".join(parts) + "\n"


def _metric(metric: Metric[Any]) -> Iterator[str]:
    summary, _, rest = metric.documentation.partition("\n")
    yield f"### {metric.name}"
    yield f"**{summary.strip()}**"
    yield re.sub(r"^(Range|Cost|Limits):", r"- **\1:**", rest.strip(), flags=re.MULTILINE)
    yield f"Better: {metric.better}."
    yield options_table(metric.options.model_json_schema().get("properties", {}))
    yield f"Source: {linked(metric.source)}."


def command_line_page() -> str:
    """Every command with its arguments and options, by Typer's own generator."""
    typer = [sys.executable, "-m", "typer", "convscope.cli", "utils", "docs"]
    made = subprocess.run(
        [*typer, "--name", "convscope", "--title", "Command line"], capture_output=True, text=True, check=True
    )
    # Typer cuts the help in its lists of commands, and leaves asterisks that Markdown would read.
    page = re.sub(r"^(\* `[a-z][a-z-]*`): .*", r"\1", made.stdout, flags=re.MULTILINE)
    return re.sub(r"(?<=[\w/])\*(?=\w)|(?<=\w)\*(?=')", r"\*", page)


def examples_page() -> str:
    """Every script of examples/, whole; the tests run them."""
    parts = ["# Examples", "Each is a file of `examples/` and is run by the tests."]
    for script in sorted((ROOT / "examples").glob("*.py")):
        title = script.stem.replace("_", " ").capitalize()
        parts.append(f'## {title}\n\n```python title="examples/{script.name}"\n{script.read_text()}```')
    return "\n\n".join(parts) + "\n"


def measurements_page() -> str:
    """What `make bench` wrote, and nothing else."""
    parts = [
        "# Measurements",
        "Written by `make bench`, which measures each package in turns in one process.",
    ]
    results = sorted((ROOT / "benchmarks" / "results").glob("*.md"))
    parts += [f"## {result.stem.capitalize()}\n\n{result.read_text().strip()}" for result in results]
    return "\n\n".join(parts) + "\n"


def microscope() -> None:
    """Publish the live page of the embedded network with a bundled photo."""
    place = REFERENCE / "microscope"
    publish(
        open_network("efficientnet-lite0"), [data_folder() / "chelsea.png"], place, channels=8, overwrite=True
    )


def data_folder() -> Path:
    """Of the photos that come with scikit-image."""
    return Path(str(resources.files("skimage"))) / "data"


def main() -> None:
    """Write all pages."""
    for folder in ("methods", "notebooks"):
        (REFERENCE / folder).mkdir(parents=True, exist_ok=True)
    pages = {
        "methods": methods_page(),
        "metrics": metrics_page(),
        **method_pages(),
        **notebook_pages(),
        "command-line": command_line_page(),
        "examples": examples_page(),
        "measurements": measurements_page(),
        "architecture": (ROOT / "ARCHITECTURE.md").read_text(),
        "contributing": (ROOT / "CONTRIBUTING.md").read_text(),
    }
    for name, text in pages.items():
        (REFERENCE / f"{name}.md").write_text(text)
    microscope()


if __name__ == "__main__":
    main()
