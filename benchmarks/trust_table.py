"""The table of a part and network of `benchmarks.trust`: means with intervals, and what Holm's correction leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.measure import Table
from benchmarks.trust_parts import Part
from convscope.report.comparison.comparison import Row
from convscope.report.comparison.judging import JudgedPhoto
from convscope.report.comparison.rows import rows_of

_ARROWS = {"higher": "↑", "lower": "↓"}


def table_of(part: Part, network: str, judged: Sequence[JudgedPhoto]) -> Table:
    """The methods, best mean rank first, then the controls; of equal maps the names stand together.

    In bold is the best by a metric where it is significantly better than all others, else it and those that are not
    significantly worse; nothing that a control equals.
    """
    rows = rows_of(part.request, judged)
    metrics = part.request.metrics
    shown = [row for row in rows if row.name in (row.equals or (row.name,))[:1] and row.estimates]
    count = len(judged)
    numbers = {
        "part": part.name,
        "network": network,
        "photos": [each.photo for each in judged],
        "metrics": [{"name": metric.name, "better": metric.better} for metric in metrics],
        "options": part.asked["options"],
        "methods": [_numbers(row, judged) for row in rows if row.estimates],
    }
    return Table(
        f"{part.title}, {network}, {count} photo{'s' * (count != 1)}",
        ("method", "mean rank", *(f"{metric.name} {_ARROWS[metric.better]}" for metric in metrics), "passes"),
        tuple(_cells(row, [metric.name for metric in metrics]) for row in shown),
        numbers,
    )


def _cells(row: Row, metrics: Sequence[str]) -> tuple[str, ...]:
    name = ", ".join(row.equals) or f"*{row.name}*"
    cells = []
    for metric in metrics:
        found = row.estimates.get(metric)
        text = "" if found is None else f"{found.value:.2f}"
        bold = f"**{text}**" if metric in row.leads else text
        cells.append(bold if found is None else f"{bold} ({found.low:.2f} to {found.high:.2f})")
    if row.rank is None:
        return name, "", *cells, ""
    return name, f"{row.rank:.1f}", *cells, f"{row.passes:.0f}"


def _numbers(row: Row, judged: Sequence[JudgedPhoto]) -> dict[str, Any]:
    found = {
        "name": row.name,
        "is_control": row.method is None,
        "rank": row.rank,
        "equals": list(row.equals),
        "means": {name: one.value for name, one in row.estimates.items()},
        "intervals": {name: [one.low, one.high] for name, one in row.estimates.items()},
        "leads": sorted(row.leads),
        "p_values": dict(row.p_values),
        "passes": row.passes,
    }
    if curves := [score.curve for score in row.scores.get("randomization", ()) if score.curve]:
        # The second of three levels: the upper half of the layers is random.
        found["half_random"] = sum(curve[1] for curve in curves) / len(judged)
    return found
