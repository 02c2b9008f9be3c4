"""How the plots of an evaluation are drawn: as SVG that takes its colours from the page, light or dark."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec

from convscope.extras import extra
from convscope.render.axes import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")

# Matplotlib knows no colours of CSS: these stand for them until the SVG is written.
_INK, _MUTED, _ACCENT, LINE = "#010101", "#020202", "#030303", "#040404"
_CSS = {_INK: "var(--ink)", _MUTED: "var(--muted)", _ACCENT: "var(--accent)", LINE: "var(--line)"}
# Middle tones, told apart on white and on black also by those who do not see all colours; and by their dashes.
TONES = ("#2f7fc1", "#c9622f", "#2f9370", "#a25ab0", "#a8842a", "#6f7780")
DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))
SHOWN = len(TONES)
_SIZE = (4.4, 4.0)
_STYLE: Any = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _INK,
    "axes.labelcolor": _MUTED,
    "axes.edgecolor": LINE,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "xtick.color": _MUTED,
    "ytick.color": _MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": LINE,
    "legend.frameon": False,
}


def styled(plot: Callable[P, str]) -> Callable[P, str]:
    """Draw a plot in the page's style."""

    @functools.wraps(plot)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> str:
        with extra("matplotlib", "train").rc_context(_STYLE):
            return plot(*args, **kwargs)

    return drawn


def square(x: str, y: str) -> tuple[Figure, Axes]:
    """Axes of numbers between 0 and 1, by the names of what they show."""
    figure: Figure = extra("matplotlib.figure", "train").Figure(figsize=_SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlabel=x, ylabel=y, xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    axes.grid(visible=True, linewidth=0.5)
    axes.set_axisbelow(True)
    return figure, axes


def svg(figure: Figure, title: str) -> str:
    """A figure as SVG for a page, its title for those who cannot see it."""
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


def cut(label: str) -> str:
    """A label that fits into a legend."""
    return label if len(label) <= 24 else f"{label[:22]}..."
