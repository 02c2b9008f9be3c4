"""The HTML of a comparison, complete in one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convscope.render.embed import photo_uri
from convscope.report.comparison.comparison import Comparison, Row
from convscope.report.comparison.controls import CONTROLS
from convscope.report.spoken import templates
from convscope.trust import Metric
from convscope.trust.known import warning_about


def comparison_page(comparison: Comparison) -> str:
    """The report as one HTML document that loads nothing."""
    spans = {metric.name: _span(comparison, metric) for metric in comparison.metrics}
    return (
        templates()
        .get_template("comparison.html")
        .render(
            comparison=comparison,
            rows=[_row(comparison, row, spans) for row in comparison.shown],
            photos=_photos(comparison),
            warnings=[warning for row in comparison.rows if (warning := warning_about(row.name))],
        )
    )


def _span(comparison: Comparison, metric: Metric[Any]) -> tuple[float, float]:
    """Range of the metric's column."""
    found = [row.estimates[metric.name] for row in comparison.rows if metric.name in row.estimates]
    ends = [end for estimate in found for end in (estimate.low, estimate.high)]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    return low, high if high > low else low + 1


def _row(comparison: Comparison, row: Row, spans: Mapping[str, tuple[float, float]]) -> Mapping[str, Any]:
    return {
        "row": row,
        "summary": CONTROLS[row.name] if row.method is None else row.method.summary,
        "warning": any(map(warning_about, row.equals)),
        "cells": [_cell(row, metric, spans[metric.name]) for metric in comparison.metrics],
    }


def _cell(row: Row, metric: Metric[Any], span: tuple[float, float]) -> Mapping[str, Any] | None:
    if metric.name not in row.estimates:
        return None
    estimate = row.estimates[metric.name]
    low, high = span

    def place(value: float) -> float:
        return 100 * (value - low) / (high - low)

    return {
        "estimate": estimate,
        "leads": metric.name in row.leads,
        "low": place(estimate.low),
        "dot": place(estimate.value),
        "high": place(estimate.high),
    }


def _photos(comparison: Comparison) -> list[Mapping[str, Any]]:
    """The first photos with their maps by all methods."""
    made = [row for row in comparison.shown if row.shown]
    count = min((len(row.shown) for row in made), default=0)
    return [
        {
            "name": comparison.photos[place],
            "target": comparison.targets[place],
            "maps": [{"name": row.name, "picture": photo_uri(row.shown[place].overlay())} for row in made],
        }
        for place in range(count)
    ]
