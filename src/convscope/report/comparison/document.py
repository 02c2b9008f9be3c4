"""A comparison in plain values."""

from __future__ import annotations

from typing import Any

from convscope.report.comparison.comparison import Comparison, Row
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
