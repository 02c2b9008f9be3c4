"""Methods that are no better than a control, which looks at no network."""

from __future__ import annotations

from typing import Any

from convscope.report.comparison.comparison import Comparison, Row
from convscope.trust import Metric


def no_better_than_controls(comparison: Comparison) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each method the controls whose mean is as good as its own or better, each with the metrics by which.

    Returns:
        Metrics by control by method; methods that are better than all controls are left out.
    """
    controls = [row for row in comparison.rows if row.method is None]
    found = {
        row.name: {
            control.name: tuple(m.name for m in comparison.metrics if is_as_good(control, row, m))
            for control in controls
        }
        for row in comparison.rows
        if row.method is not None
    }
    kept = {name: {control: by for control, by in each.items() if by} for name, each in found.items()}
    return {name: each for name, each in kept.items() if each}


def is_as_good(control: Row, row: Row, metric: Metric[Any]) -> bool:
    """Whether a control's mean is as good as a method's or better; not where the metric lacks one of them."""
    if metric.name not in control.estimates or metric.name not in row.estimates:
        return False
    its, own = control.estimates[metric.name].value, row.estimates[metric.name].value
    return its >= own if metric.better == "higher" else its <= own
