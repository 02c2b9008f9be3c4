"""A comparison as a figure for print: each metric's means with their intervals, a line for each method."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from convscope.extras import extra
from convscope.language import translated
from convscope.report.comparison.comparison import Comparison, Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEADS, _OTHERS, _CONTROL = "#b2182b", "#404040", "#9a9a9a"
_PANEL, _NAMES, _ROW, _HEAD, _LINE = 1.5, 1.9, 0.19, 0.9, 0.1  # inches
_LETTERS = 22  # of the smallest size, in an inch


def draw_comparison(comparison: Comparison) -> Axes:
    """Draw a comparison.

    Methods stand in the order of their mean ranks, the controls below them in grey.  Red is the best by a metric, and
    what is not significantly worse, if no control is as good.

    Returns:
        The first of the figure's axes.

    Raises:
        ExtraError: matplotlib is not installed.
    """
    metrics, rows = comparison.metrics, comparison.shown
    count, width = len(comparison.photos), _NAMES + _PANEL * len(metrics)
    meaning = translated(
        f"{comparison.provenance.network}, {count} photo{'s' * (count != 1)}: mean and 95 % interval; red: the best, "
        "and what is not significantly worse, if no control is as good"
    )
    lines = textwrap.wrap(meaning, int(_LETTERS * width))
    size = (width, _HEAD + _ROW * len(rows) + _LINE * len(lines))
    figure = extra("matplotlib.figure", "train").Figure(figsize=size, layout="constrained")
    panels = figure.subplots(1, len(metrics), sharey=True, squeeze=False)[0]
    for axes, metric in zip(panels, metrics, strict=True):
        for place, row in enumerate(rows):
            if (found := row.estimates.get(metric.name)) is not None:
                colour = _colour(row, metric.name)
                axes.plot((found.low, found.high), (place, place), color=colour, linewidth=1)
                axes.plot(found.value, place, "o", color=colour, markersize=3.5)
        axes.set_title(f"{metric.name}\n{translated(f'({metric.better} is better)')}", fontsize="x-small")
        axes.tick_params(labelsize="x-small")
        axes.grid(axis="x", linewidth=0.3)
    panels[0].set_yticks(range(len(rows)), [row.name for row in rows], fontsize="x-small")
    panels[0].invert_yaxis()
    figure.supxlabel("\n".join(lines), fontsize="xx-small")
    first: Axes = panels[0]
    return first


def _colour(row: Row, metric: str) -> str:
    if row.method is None:
        return _CONTROL
    return _LEADS if metric in row.leads else _OTHERS
