"""A comparison as files: a page for people, and its numbers as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from convscope.files import replacing
from convscope.report.comparison.comparison import Comparison, Row
from convscope.report.comparison.page import comparison_page
from convscope.trust.known import warning_about


def document(comparison: Comparison) -> dict[str, Any]:
    """The keys of the JSON document; ``methods`` holds each metric's mean under the metric's name."""
    return {
        "photos": list(comparison.photos),
        "targets": list(comparison.targets),
        "network": comparison.provenance.network,
        "weights": comparison.provenance.weights,
        "metrics": [
            {"name": metric.name, "kind": metric.kind, "better": metric.better, "source": metric.source}
            for metric in comparison.metrics
        ],
        "methods": [_row(row) for row in comparison.rows],
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
    """Write the page, and the numbers beside it as JSON.

    Returns:
        The place of the JSON.

    Raises:
        OutputError: a place cannot be written to.
    """
    numbers = path.with_suffix(".json")
    for place, text in (
        (path, comparison_page(comparison)),
        (numbers, json.dumps(document(comparison), indent=1, ensure_ascii=False)),
    ):
        with replacing(place) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return numbers
