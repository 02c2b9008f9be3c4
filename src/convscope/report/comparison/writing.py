"""A comparison as files: a page for people, and its numbers as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from convscope.errors import OutputError
from convscope.files import replacing
from convscope.render.axes import FIGURES, save_figure
from convscope.report.comparison.beaten import no_better_than_controls
from convscope.report.comparison.comparison import Comparison, Row
from convscope.report.comparison.figure import draw_comparison
from convscope.report.comparison.page import comparison_page
from convscope.report.comparison.tables import csv_table, latex_table
from convscope.trust.known import warning_about


def document(comparison: Comparison) -> dict[str, Any]:
    """The keys of the JSON document; ``methods`` holds each metric's mean under the metric's name."""
    return {
        "photos": list(comparison.photos),
        "targets": list(comparison.targets),
        "network": comparison.provenance.network,
        "weights": comparison.provenance.weights,
        "opening": comparison.provenance.opening.document(),
        "versions": dict(comparison.provenance.versions),
        "asked": dict(comparison.provenance.settings),
        "manifest": comparison.manifest(),
        "no_better_than_controls": no_better_than_controls(comparison),
        "metrics": [
            {"name": metric.name, "kind": metric.kind, "better": metric.better, "source": metric.source}
            for metric in comparison.metrics
        ],
        "methods": [_row(row) for row in comparison.rows],
        "failures": [
            {"kind": error.kind, "message": error.message, "hint": error.hint}
            for error in comparison.failures
        ],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "is_control": row.method is None,
        "rank": row.rank,
        "equals": list(row.equals),
        **{name: estimate.value for name, estimate in row.estimates.items()},
        "intervals": {name: [estimate.low, estimate.high] for name, estimate in row.estimates.items()},
        "leads": sorted(row.leads),
        "p_values": dict(row.p_values),
        "by_photo": {name: [score.value for score in scores] for name, scores in row.scores.items()},
        "curves": {
            name: [list(score.curve) for score in scores]
            for name, scores in row.scores.items()
            if any(score.curve for score in scores)
        },
        "warning": warning_about(row.name) or None,
        "seconds": row.seconds,
        "passes": row.passes,
    }


def write_comparison(comparison: Comparison, path: Path) -> Path:
    """Write a comparison as the path's ending says, and its numbers beside it as JSON.

    Args:
        comparison: what was found.
        path: ends with .html, a page; .csv, a line for each method and metric; .tex, a table for booktabs; .pdf or
            .svg, a figure for print; or .json.

    Returns:
        The place of the JSON.

    Raises:
        ExtraError: a figure was asked for, and matplotlib is not installed.
        OutputError: another ending, or a place cannot be written to.
    """
    ending, numbers = path.suffix.lower(), path.with_suffix(".json")
    if ending not in ENDINGS:
        raise OutputError(
            f"A comparison is written as {', '.join(ENDINGS)}, got {path}.", "Choose another name."
        )
    texts = {numbers: _json(comparison)}
    if ending in FIGURES:
        save_figure(draw_comparison(comparison), path, comparison.manifest())
    else:
        texts[path] = FORMATS[ending](comparison)
    for place, text in texts.items():
        with replacing(place) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return numbers


def _json(comparison: Comparison) -> str:
    return json.dumps(document(comparison), indent=1, ensure_ascii=False)


FORMATS: Mapping[str, Callable[[Comparison], str]] = {
    ".html": comparison_page,
    ".csv": csv_table,
    ".tex": latex_table,
    ".json": _json,
}
ENDINGS = (*FORMATS, *FIGURES)
