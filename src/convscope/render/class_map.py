"""A class for each pixel, drawn over the photo, and the legend of its colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from convscope.images.lettering import drawable, font_for
from convscope.render.class_colours import class_colour
from convscope.render.grid import INK

_LINE = 20
_SWATCH = 14


def class_palette(count: int) -> NDArray[np.uint8]:
    """(count, 3) the colours of so many classes."""
    return np.array([ImageColor.getrgb(class_colour(label)) for label in range(count)], np.uint8)


def class_overlay(
    photo: NDArray[np.uint8],
    classes: NDArray[np.integer],
    names: Sequence[str],
    *,
    parts: NDArray[np.integer] | None = None,
    opacity: float = 0.55,
) -> Image.Image:
    """The photo under the colours of its classes; a class called background leaves it bare, as does what is no class.

    Args:
        photo: (rows, columns, 3) uint8.
        classes: (rows, columns) index of each place's class; greater numbers stand for none.
        names: of the classes.
        parts: (rows, columns) numbers of things, 0 of none, whose borders are drawn in full colour, and white where
            two things touch; by default those of classes are drawn.
        opacity: of the colours.
    """
    count = len(names)
    drawn = np.array([name.lower() != "background" for name in names])
    known = (classes < count) & drawn[np.minimum(classes, count - 1)]
    touching = np.zeros(classes.shape, bool) if parts is None else _touching(parts)
    parts = classes if parts is None else parts
    colours = class_palette(count)[np.where(known, classes, 0)].astype(np.float32)
    edge = np.zeros(classes.shape, bool)
    edge[:, 1:] |= parts[:, 1:] != parts[:, :-1]
    edge[1:] |= parts[1:] != parts[:-1]
    weight = np.where(edge, 1.0, opacity).astype(np.float32) * known
    mixed = photo * (1 - weight[..., None]) + colours * weight[..., None]
    mixed[touching] = 255
    return Image.fromarray(mixed.round().astype(np.uint8))


def _touching(parts: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Places of a thing at whose right or below another thing begins."""
    found = np.zeros(parts.shape, bool)
    for first, second, at in (
        (parts[:, :-1], parts[:, 1:], found[:, :-1]),
        (parts[:-1], parts[1:], found[:-1]),
    ):
        at |= (first > 0) & (second > 0) & (first != second)
    return found


def class_legend(
    names: Sequence[str], width: int, shares: Sequence[str] = (), labels: Sequence[int] | None = None
) -> Image.Image:
    """A line for each class, its colour before its name.

    Args:
        names: of the classes, in the order of the lines.
        width: of the picture.
        shares: what stands at the right of each line.
        labels: the classes' own indices, which give the colours; by default those of the lines.
    """
    picture = Image.new("RGB", (width, _LINE * len(names) + 8), "white")
    draw = ImageDraw.Draw(picture)
    said = [drawable(name.partition(",")[0]) for name in names]
    font = font_for(13, *said)
    for line, name in enumerate(said):
        top = 4 + _LINE * line
        colour = class_colour(line if labels is None else labels[line])
        draw.rectangle((8, top + 2, 8 + _SWATCH, top + 2 + _SWATCH), fill=colour)
        draw.text((30, top + 1), name, INK, font)
        if shares:
            draw.text((width - 8, top + 1), shares[line], INK, font, anchor="ra")
    return picture
