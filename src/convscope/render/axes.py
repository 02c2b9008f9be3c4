"""An overlay on matplotlib's axes, with its colour bar, and as a figure for print."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from convscope.extras import extra
from convscope.files import replacing
from convscope.language import localised, translated_value
from convscope.render.map_drawing import MapDrawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = 256
FIGURES = (".pdf", ".svg")
_DOTS_PER_INCH = 300


def draw_on_axes(picture: Image.Image, drawing: MapDrawing, title: str, axes: Axes | None = None) -> Axes:
    """Draw a map's picture with a bar that says which colour stands for which value.

    Args:
        picture: of the map.
        drawing: whose colours the bar shows.
        title: above it.
        axes: to draw on; by default the only ones of a new figure, which no window shows.

    Raises:
        ExtraError: matplotlib is not installed.
    """
    colours, cm = extra("matplotlib.colors", "train"), extra("matplotlib.cm", "train")
    if axes is None:
        axes = (
            extra("matplotlib.figure", "train").Figure(figsize=(4.2, 3.6), layout="constrained").add_subplot()
        )
    table = drawing.bar((1, COLOURS))[0] / 255
    axes.imshow(np.asarray(picture))
    axes.set(title=title, xticks=[], yticks=[])
    bar = cm.ScalarMappable(colours.Normalize(drawing.low, drawing.limit), colours.ListedColormap(table))
    ticks = sorted({drawing.low, 0.0, drawing.limit})
    axes.figure.colorbar(
        bar, ax=axes, shrink=0.9, ticks=ticks, format=lambda value, _: localised(f"{value:.3g}")
    )
    translate(axes.get_figure(root=True))
    return axes


def translate(figure: Any) -> None:
    """Say titles, names of axes, legends and numbers of a figure of matplotlib in the language spoken now."""
    formatter = extra("matplotlib.ticker", "train").ScalarFormatter
    for text in figure.findobj(extra("matplotlib.text", "train").Text):
        text.set_text(translated_value(text.get_text()))
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if isinstance(axis.get_major_formatter(), formatter):
                # matplotlib's own hook for how a number is written.
                axis.get_major_formatter().fix_minus = lambda number: localised(formatter.fix_minus(number))


def figure_picture(figure: Any, dots_per_inch: int) -> Image.Image:
    """A figure of matplotlib as an RGB picture, its words in the language spoken now."""
    translate(figure)
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=dots_per_inch)
    content.seek(0)
    return Image.open(content).convert("RGB")


def save_figure(axes: Axes, path: Path, manifest: Mapping[str, Any]) -> None:
    """Write the figure of axes in the language spoken now; text stays text, so that it can be searched and set anew.

    Args:
        axes: the only ones of their figure.
        path: ends with .pdf or .svg.
        manifest: how it was made, kept in the file's description.

    Raises:
        OutputError: the place cannot be written to.
    """
    matplotlib = extra("matplotlib", "train")
    said = {"Subject" if path.suffix.lower() == ".pdf" else "Description": json.dumps(dict(manifest))}
    # No date and no random names: the same map gives the same file.
    never = {"CreationDate": None} if path.suffix.lower() == ".pdf" else {"Date": None}
    look = {"svg.fonttype": "none", "svg.hashsalt": "convscope", "pdf.fonttype": 42}
    translate(axes.get_figure(root=True))
    with replacing(path) as temporary, matplotlib.rc_context(look):
        axes.get_figure(root=True).savefig(temporary, dpi=_DOTS_PER_INCH, metadata={**said, **never})  # type: ignore[union-attr]
