"""The pages of docs/reference/ about the attribution methods: a list and a page each, made from the registry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from draw_methods import slug
from page_parts import linked, options_table

from convscope.attribution import Method
from convscope.registry import methods

DOCS = Path(__file__).parent.parent
PICTURES = DOCS / "pictures" / "methods"
TRUST = DOCS.parent / "benchmarks" / "results" / "trust.json"


def methods_page() -> str:
    """Every method of the registry in a line, by family, with a link to its page."""
    parts = [
        "# Methods",
        "Made from the registry; `convscope methods` lists the same in the terminal. Each has a page with its "
        "formula, its options, what it costs, a picture and, where it was measured, how faithful it is.",
        "![The same photo explained by every method](../pictures/methods.jpg)",
    ]
    for family, members in groupby(methods().values(), key=lambda method: method.family):
        rows = [
            f"| [{method.name}](methods/{slug(method.name)}.md) | {method.summary}. | {_section(method, 'Use')} |"
            for method in members
        ]
        parts.append(f"## {family.capitalize()}")
        parts.append("\n".join(["| method | shows | use it |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def method_pages() -> dict[str, str]:
    """A page for each method of the registry, by its name below docs/reference/."""
    measured = json.loads(TRUST.read_text())["rows"] if TRUST.exists() else []
    return {
        f"methods/{slug(name)}": "\n\n".join(_method(method, measured)) + "\n"
        for name, method in methods().items()
    }


def _method(method: Method[Any], measured: list[dict[str, Any]]) -> Iterator[str]:
    summary, _, rest = method.documentation.partition("\n")
    yield f"# {method.name}"
    yield f"**{summary.strip()}**"
    if (PICTURES / f"{slug(method.name)}.jpg").exists():
        yield f"![Two photos by {method.name}](../../pictures/methods/{slug(method.name)}.jpg)"
        yield "The most probable class of two photos, by EfficientNet-Lite0 and the default options."
    yield re.sub(r"^(Use|Shapes|Cost|Limits):", r"- **\1:**", rest.strip(), flags=re.MULTILINE)
    explains = (
        "a layer, by default the last one with places; several can be named, with commas between"
        if method.uses_layer
        else "the pixels"
    )
    yield f"Explains by {explains}. Shown on the scale `{method.scale}`."
    yield options_table(method.options.model_json_schema().get("properties", {}))
    yield f"```sh\nconvscope explain cat.png --method {method.name}\n```"
    yield from _faithfulness(method.name, measured)
    yield f"Source: {linked(method.source)}."
    yield f"[All methods](../methods.md), the family of this one: {method.family}."


def _faithfulness(name: str, measured: list[dict[str, Any]]) -> Iterator[str]:
    """What `convscope compare` found of the method, as `python -m benchmarks trust` measured it."""
    rows = [row for found in measured for row in _metrics_of(name, found)]
    if not rows:
        return
    yield "## How faithful, and what it costs"
    yield (
        "Measured with ImageNet weights; "
        "[How far can I trust this picture?](../../trust.md) compares all and says what the metrics mean."
    )
    head = "| network | metric | better | mean | 95 % interval | best method's | photos |"
    yield "\n".join([head, "|---|---|---|---:|---:|---:|---:|", *rows])
    costs = next(_rows(found)[name] for found in measured if name in _rows(found))
    yield f"A photo took {costs['passes']:.0f} passes."


def _rows(found: dict[str, Any]) -> dict[str, Any]:
    return {row["name"]: row for row in found["methods"] if not row["is_control"]}


def _metrics_of(name: str, found: dict[str, Any]) -> Iterator[str]:
    """A row of the table for each metric of a comparison that says something of the method."""
    rows = _rows(found)
    best_of = {"higher": max, "lower": min}
    for metric in found["metrics"]:
        key, better = metric["name"], metric["better"]
        if name in rows and key in rows[name]["means"]:
            low, high = rows[name]["intervals"][key]
            best = best_of[better](row["means"][key] for row in rows.values() if key in row["means"])
            mean, photos = rows[name]["means"][key], len(found["photos"])
            row = f"| {found['network']} | {key} | {better}"
            yield f"{row} | {mean:.2f} | {low:.2f} to {high:.2f} | {best:.2f} | {photos} |"


def _section(method: Method[Any], title: str) -> str:
    """A section of the documentation as one line, without its title."""
    found = re.search(rf"^{title}: (.*?)(?=^\w+:|\Z)", method.documentation, flags=re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""
