"""An overlay on matplotlib's axes, with its colour bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from convscope.extras import extra
from convscope.render.colour import signed
from convscope.render.overlay import Scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = 256


def draw_on_axes(
    picture: Image.Image, scale: Scale, limit: float, title: str, axes: Axes | None = None
) -> Axes:
    """Draw a map's picture with a bar that says which colour stands for which value.

    Args:
        picture: of the map.
        scale: ``positive`` begins at zero.
        limit: the magnitude that has the darkest colour.
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
    low = 0.0 if scale == "positive" else -limit
    table = signed(np.linspace(low, limit, COLOURS)[None], limit)[0] / 255
    axes.imshow(np.asarray(picture))
    axes.set(title=title, xticks=[], yticks=[])
    bar = cm.ScalarMappable(colours.Normalize(low, limit), colours.ListedColormap(table))
    axes.figure.colorbar(bar, ax=axes, shrink=0.9)
    return axes
