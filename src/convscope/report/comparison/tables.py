"""A comparison as tables for other programs: CSV, and LaTeX with booktabs."""

from __future__ import annotations

import csv
import io

from convscope.record.carried import line_of_tex
from convscope.report.comparison.comparison import Comparison

_ESCAPED = str.maketrans(
    {
        "&": r"\&",
        "%": r"\%",
        "_": r"\_",
        "#": r"\#",
        "$": r"\$",
        "{": r"\{",
        "}": r"\}",
        "~": r"\~{}",
        "^": r"\^{}",
    }
)

_COLUMNS = ("method", "is_control", "rank", "metric", "better", "mean", "low", "high", "p", "leads", "photos")


def csv_table(comparison: Comparison) -> str:
    """A line for each method and metric: the mean with its 95 % interval, and p of being worse than the best."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    for row in comparison.rows:
        for metric in comparison.metrics:
            if (found := row.estimates.get(metric.name)) is not None:
                who = (
                    row.name,
                    row.method is None,
                    "" if row.rank is None else row.rank,
                    metric.name,
                    metric.better,
                )
                p = row.p_values.get(metric.name, "")
                leads = metric.name in row.leads
                table.writerow((*who, found.value, found.low, found.high, p, leads, len(comparison.photos)))
    return text.getvalue()


def latex_table(comparison: Comparison) -> str:
    """A table for LaTeX's package booktabs; in bold what leads."""
    columns = "l" + "r" * (1 + len(comparison.metrics))
    heads = [
        f"{_escaped(metric.name)} $\\{'uparrow' if metric.better == 'higher' else 'downarrow'}$"
        for metric in comparison.metrics
    ]
    how, count = comparison.provenance, len(comparison.photos)
    methods = [row for row in comparison.shown if row.method is not None]
    controls = [row for row in comparison.shown if row.method is None]
    lines = [
        f"% Convscope {how.versions['convscope']}, seed {how.settings['seed']}, {count} photos, {how.network}",
        f"% weights: {how.weights}",
        line_of_tex(comparison.manifest()),
        r"% \usepackage{booktabs}",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        " & ".join(["method", "rank", *heads]) + r" \\",
        r"\midrule",
    ]
    for part in (methods, controls):
        for row in part:
            cells = [_escaped(row.name), "--" if row.rank is None else f"{row.rank:.1f}"]
            for metric in comparison.metrics:
                found = row.estimates.get(metric.name)
                text = "--" if found is None else f"{found.value:.3f}"
                cells.append(rf"\textbf{{{text}}}" if metric.name in row.leads else text)
            lines.append(" & ".join(cells) + r" \\")
        lines.append(r"\midrule" if part is methods and controls else r"\bottomrule")
    return "\n".join([*lines, r"\end{tabular}", ""])


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)
