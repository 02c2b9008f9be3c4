"""Plots of an evaluation as SVG that takes its colours from the page, light or dark."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec

from convscope.evaluation import Curves, Reliability
from convscope.extras import extra
from convscope.language import localised
from convscope.render.axes import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")

# Matplotlib knows no colours of CSS: these stand for them until the SVG is written.
_INK, _MUTED, _ACCENT, _LINE = "#010101", "#020202", "#030303", "#040404"
_CSS = {_INK: "var(--ink)", _MUTED: "var(--muted)", _ACCENT: "var(--accent)", _LINE: "var(--line)"}
# Middle tones, told apart on white and on black also by those who do not see all colours; and by their dashes.
_CLASSES = ("#2f7fc1", "#c9622f", "#2f9370", "#a25ab0", "#a8842a", "#6f7780")
_DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))
SHOWN = len(_CLASSES)
_SIZE = (4.4, 4.0)
_STYLE: Any = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _INK,
    "axes.labelcolor": _MUTED,
    "axes.edgecolor": _LINE,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "xtick.color": _MUTED,
    "ytick.color": _MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": _LINE,
    "legend.frameon": False,
}


def _styled(plot: Callable[P, str]) -> Callable[P, str]:
    """Draw a plot in the page's style."""

    @functools.wraps(plot)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> str:
        with extra("matplotlib", "train").rc_context(_STYLE):
            return plot(*args, **kwargs)

    return drawn


@_styled
def roc_plot(curves: Sequence[Curves], labels: Sequence[str]) -> str:
    """ROC curves of at most `SHOWN` classes."""
    figure, axes = _square("false positive rate", "true positive rate")
    axes.plot([0, 1], [0, 1], color=_LINE, linewidth=1)
    for place, (drawn, label) in enumerate(zip(curves[:SHOWN], labels, strict=False)):
        axes.plot(
            drawn.false_positive_rate,
            drawn.true_positive_rate,
            color=_CLASSES[place],
            linestyle=_DASHES[place],
            label=f"{_cut(label)} ({localised(f'{drawn.roc_auc:.3f}')})",
        )
    axes.legend(loc="lower right", title="area under the curve", alignment="left")
    return _svg(figure, "ROC curves")


@_styled
def precision_recall_plot(curves: Sequence[Curves], labels: Sequence[str]) -> str:
    """Precision-recall curves of at most `SHOWN` classes."""
    figure, axes = _square("recall", "precision")
    for place, (drawn, label) in enumerate(zip(curves[:SHOWN], labels, strict=False)):
        axes.plot(
            drawn.recall,
            drawn.precision,
            color=_CLASSES[place],
            linestyle=_DASHES[place],
            drawstyle="steps-post",
            label=f"{_cut(label)} ({localised(f'{drawn.average_precision:.3f}')})",
        )
    axes.legend(loc="lower left", title="average precision", alignment="left")
    return _svg(figure, "Precision-recall curves")


@_styled
def reliability_plot(said: Reliability, scaled: Reliability) -> str:
    """Accuracy over confidence, as said and after temperature scaling; a dot's area is its share of the photos."""
    figure, axes = _square("confidence", "accuracy")
    axes.plot([0, 1], [0, 1], color=_LINE, linewidth=1)
    for diagram, colour, filled, label in (
        (said, _CLASSES[0], True, "as the network says it"),
        (scaled, _CLASSES[1], False, "after temperature scaling"),
    ):
        shown = diagram.counts > 0
        axes.scatter(
            diagram.confidence[shown],
            diagram.accuracy[shown],
            s=14 + 220 * diagram.counts[shown] / diagram.counts.sum(),
            facecolors=colour if filled else "none",
            edgecolors=colour,
            linewidths=1.5,
            alpha=0.85,
            clip_on=False,
            label=label,
        )
    legend = figure.legend(loc="outside lower center", ncols=2)
    for handle in legend.legend_handles:
        handle.set_sizes([40])  # type: ignore[union-attr]
    return _svg(figure, "Reliability diagram")


def _square(x: str, y: str) -> tuple[Figure, Axes]:
    figure: Figure = extra("matplotlib.figure", "train").Figure(figsize=_SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlabel=x, ylabel=y, xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    axes.grid(visible=True, linewidth=0.5)
    axes.set_axisbelow(True)
    return figure, axes


def _svg(figure: Figure, title: str) -> str:
    file = io.StringIO()
    # The salt makes the names inside those of this plot, the same at each writing.
    with extra("matplotlib", "train").rc_context({"svg.hashsalt": title}):
        translate(figure)
        figure.savefig(file, format="svg", metadata={"Date": None})
    text = file.getvalue()
    text = text[text.index("<svg") :]
    for placeholder, colour in _CSS.items():
        text = text.replace(placeholder, colour)
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    # The other names are the same in every plot, and nothing refers to them.
    text = re.sub(
        r' id="(?:figure|axes|patch|line2d|text|legend|matplotlib\.axis|[xy]tick|PathCollection)_\d+"',
        "",
        text,
    )
    width, height = (round(72 * inches) for inches in _SIZE)
    text = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", text, count=1)
    text = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", text, count=1)
    return text.replace(
        "<svg ", f'<svg role="img" aria-label="{title}" width="{width}" height="{height}" ', 1
    )


def _cut(label: str) -> str:
    return label if len(label) <= 24 else f"{label[:22]}..."
