"""A film between pictures of which each begins as the middle of the one before: an even way inwards."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

# Of the shorter side: the next picture does not reach the frame's border, and fades out there.
_FEATHER = 0.06


def zoom_film(
    pictures: Sequence[Image.Image], factor: float, turn: float, between: int, *, ease: bool
) -> Iterator[Image.Image]:
    """The frames of a zoom: the pictures and, between two of them, both moved to the same view and faded.

    At position k + f, with pictures P:  (1 - f) zoom(P[k], factor^f) + f zoom(P[k + 1], factor^(f - 1)).

    Args:
        pictures: in RGB, of one size.
        factor: how much nearer each is than the one before.
        turn: degrees by which each is turned against the one before.
        between: frames between two pictures.
        ease: whether the film begins and ends slowly, at 1 - cos of the way.
    """
    steps = (len(pictures) - 1) * (between + 1)
    for number in range(steps + 1):
        share = number / steps if steps else 0.0
        if ease:
            share = (1 - math.cos(math.pi * share)) / 2
        position = min(share * (len(pictures) - 1), len(pictures) - 1)
        yield _frame(pictures, position, factor, turn)


def moved(picture: Image.Image, factor: float, turn: float) -> Image.Image:
    """A picture seen nearer by a factor and turned by degrees about its middle; black beyond its border."""
    angle, (width, height) = math.radians(turn), picture.size
    across, down = math.cos(angle) / factor, math.sin(angle) / factor
    x, y = width / 2, height / 2
    matrix = (across, down, x - across * x - down * y, -down, across, y + down * x - across * y)
    return picture.transform(picture.size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)


def _frame(pictures: Sequence[Image.Image], position: float, factor: float, turn: float) -> Image.Image:
    first = int(position)
    share = position - first
    if share < 1e-9:
        return pictures[first]
    before = np.asarray(moved(pictures[first], factor**share, turn * share), np.float32)
    size = pictures[first].size
    after = np.asarray(moved(pictures[first + 1], factor ** (share - 1), turn * (share - 1)), np.float32)
    inside = moved(_inside(size), factor ** (share - 1), turn * (share - 1))
    weight = share * np.asarray(inside, np.float32)[:, :, None] / 255
    return Image.fromarray(np.rint(before * (1 - weight) + after * weight).astype(np.uint8))


def _inside(size: tuple[int, int]) -> Image.Image:
    """White, fading to black at the border."""
    width, height = size
    feather = max(1.0, _FEATHER * min(size))
    across, down = (np.minimum(np.arange(n), np.arange(n)[::-1]) / feather for n in (width, height))
    share = np.clip(np.minimum(down[:, None], across), 0, 1)
    return Image.fromarray(np.rint(255 * share).astype(np.uint8))
