"""Write the pages of docs/reference/ that are made from the code: `make docs` runs it before the site is built."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from convscope.attribution import Method
from convscope.registry import methods, metrics
from convscope.trust import Metric

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"


def methods_page() -> str:
    """Every method of the registry: summary, formula, shapes, cost, limits, options and source."""
    parts = [
        "# Methods",
        "This page is made from the registry. `convscope methods` lists the same in the terminal.",
    ]
    for family, members in groupby(methods().values(), key=lambda method: method.family):
        parts.append(f"## {family.capitalize()}")
        parts += [part for method in members for part in _method(method)]
    return "\n\n".join(parts) + "\n"


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
    yield _options(metric.options.model_json_schema().get("properties", {}))
    yield f"Source: {_linked(metric.source)}."


def _method(method: Method[Any]) -> Iterator[str]:
    summary, _, rest = method.documentation.partition("\n")
    yield f"### {method.name}"
    yield f"**{summary.strip()}**"
    yield re.sub(r"^(Shapes|Cost|Limits):", r"- **\1:**", rest.strip(), flags=re.MULTILINE)
    explains = "a layer, by default the last one with places" if method.uses_layer else "the pixels"
    yield f"Explains by {explains}. Shown on the scale `{method.scale}`."
    yield _options(method.options.model_json_schema().get("properties", {}))
    yield f"Source: {_linked(method.source)}."


def _options(properties: dict[str, dict[str, Any]]) -> str:
    if not properties:
        return "Options: none."
    rows = [
        f"| `{name}` | {_type(schema)} | `{schema['default']}` | {schema['description']} |"
        for name, schema in properties.items()
    ]
    return "\n".join(["| option | value | default | meaning |", "|---|---|---|---|", *rows])


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    bounds = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}
    limits = [f"{word} {schema[key]:g}" for key, word in bounds.items() if key in schema]
    return " ".join([schema.get("type", "value"), *limits])


def _linked(source: str) -> str:
    source = re.sub(r"arXiv:(\S+)", r"[arXiv:\1](https://arxiv.org/abs/\1)", source)
    return re.sub(r"doi:(\S+)", r"[doi:\1](https://doi.org/\1)", source)


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


def main() -> None:
    """Write all pages."""
    REFERENCE.mkdir(exist_ok=True)
    pages = {
        "methods": methods_page(),
        "metrics": metrics_page(),
        "command-line": command_line_page(),
        "examples": examples_page(),
        "measurements": measurements_page(),
        "architecture": (ROOT / "ARCHITECTURE.md").read_text(),
        "contributing": (ROOT / "CONTRIBUTING.md").read_text(),
    }
    for name, text in pages.items():
        (REFERENCE / f"{name}.md").write_text(text)


if __name__ == "__main__":
    main()
