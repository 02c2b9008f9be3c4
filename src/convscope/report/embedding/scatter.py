"""Photos at their points, as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from convscope.images.lettering import drawable, font_for
from convscope.language import translated
from convscope.report.embedding.palette import UNLABELLED, colours_of

# Of the longer side in pixels, and of the shorter one at least.
_SIDE, _LEAST = 1600, 800
_MARGIN, _THUMBNAIL, _DOT = 60, 48, 4
# Classes that the legend has room for.
_NAMED = 20
_LINE = 30
WHITE, INK = (255, 255, 255), (29, 33, 38)


class Point(Protocol):
    """A photo as a point."""

    @property
    def label(self) -> str | None: ...  # noqa: D102
    @property
    def x(self) -> float: ...  # noqa: D102
    @property
    def y(self) -> float: ...  # noqa: D102
    @property
    def number(self) -> int | None: ...  # noqa: D102


def scatter(
    photos: Sequence[Point], labels: Sequence[str], thumbnails: Mapping[int, Image.Image]
) -> Image.Image:
    """Draw photos at their points: each a dot, and a framed thumbnail where none lies there yet.

    Args:
        photos: the points.
        labels: the classes in the order of their colours.
        thumbnails: square pictures by the photos' places.
    """
    colours = {label: ImageColor.getrgb(hexed) for label, hexed in colours_of(labels).items()}
    grey = ImageColor.getrgb(UNLABELLED)
    places = np.array([(photo.x, -photo.y) for photo in photos])
    low, high = places.min(0), places.max(0)
    scale = (_SIDE - 2 * _MARGIN) / max(float((high - low).max()), 1e-12)
    width, height = np.maximum(np.ceil((high - low) * scale) + 2 * _MARGIN, _LEAST).astype(int).tolist()
    pixels = np.rint(np.array([width, height]) / 2 + (places - (low + high) / 2) * scale).astype(int)
    below = _LINE * -(-min(len(labels), _NAMED + 1) // 4) + (20 if labels else 0)
    picture = Image.new("RGB", (width, height + below), WHITE)
    draw = ImageDraw.Draw(picture)
    inks = [colours.get(photo.label or "", grey) for photo in photos]
    for (x, y), ink in zip(pixels.tolist(), inks, strict=True):
        draw.ellipse((x - _DOT, y - _DOT, x + _DOT, y + _DOT), ink)
    taken = np.zeros((height, width), bool)
    half = _THUMBNAIL // 2 + 3
    for place, thumbnail in thumbnails.items():
        x, y = pixels[place].tolist()
        room = taken[max(0, y - half) : y + half, max(0, x - half) : x + half]
        if room.any():
            continue
        room[:] = True
        frame = (x - half, y - half, x + half - 1, y + half - 1)
        # A double frame tells a photo that was placed among the others.
        if photos[place].number is None:
            draw.rectangle((frame[0] - 4, frame[1] - 4, frame[2] + 4, frame[3] + 4), outline=INK, width=2)
        draw.rectangle(frame, inks[place])
        small = thumbnail.resize((_THUMBNAIL, _THUMBNAIL), Image.Resampling.LANCZOS)
        picture.paste(small, (x - _THUMBNAIL // 2, y - _THUMBNAIL // 2))
    _legend(draw, labels, colours, width, height)
    return picture


def _legend(
    draw: ImageDraw.ImageDraw,
    labels: Sequence[str],
    colours: Mapping[str, tuple[int, ...]],
    width: int,
    top: int,
) -> None:
    named = [(drawable(label.split(",")[0][:32]), colours[label]) for label in labels[:_NAMED]]
    if len(labels) > _NAMED:
        named.append((drawable(translated(f"... {len(labels) - _NAMED} more")), WHITE))
    font = font_for(20, *(name for name, _ in named))
    for n, (name, colour) in enumerate(named):
        x, y = _MARGIN + n % 4 * (width - 2 * _MARGIN) // 4, top + n // 4 * _LINE
        draw.ellipse((x, y + 6, x + 14, y + 20), colour)
        draw.text((x + 24, y), name, INK, font)
