"""Segments of a photo as selective search compares them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

_COLOUR_BINS, _TEXTURE_BINS, _DIRECTIONS = 25, 10, 8


@dataclass(frozen=True, eq=False)
class Segment:
    """Pixels that belong together.

    Attributes:
        size: how many.
        box: (left, top, right, bottom) around them.
        colours: histogram over the three channels, its sum 1.
        textures: histogram of derivatives in eight directions over the three channels, its sum 1.
    """

    size: int
    box: tuple[int, int, int, int]
    colours: Floats
    textures: Floats

    def likeness(self, other: Segment, total: int) -> float:
        """How much two segments are alike, between 0 and 4.

        With h the histograms, B the box around both and T the pixels of the photo:

            sum min(h, h') of colours + sum min(h, h') of textures
            + 1 - (size + size') / T + 1 - (|B| - size - size') / T

        Args:
            other: a neighbour.
            total: pixels of the photo.
        """
        left, top, right, bottom = self._around(other)
        both = self.size + other.size
        alike = (
            np.minimum(self.colours, other.colours).sum() + np.minimum(self.textures, other.textures).sum()
        )
        gap = (right - left) * (bottom - top) - both
        return float(alike) + 2 - (both + gap) / total

    def joined(self, other: Segment) -> Segment:
        """Both as one."""
        both = self.size + other.size
        own, others = self.size / both, other.size / both
        return Segment(
            both,
            self._around(other),
            own * self.colours + others * other.colours,
            own * self.textures + others * other.textures,
        )

    def _around(self, other: Segment) -> tuple[int, int, int, int]:
        (left, top, right, bottom), (a, b, c, d) = self.box, other.box
        return min(left, a), min(top, b), max(right, c), max(bottom, d)


def segments_of(colours: Floats, labels: Labels) -> list[Segment]:
    """The segments of a photo (rows, columns, 3) in [0, 1] by the number of each pixel's, from 0 on."""
    from skimage.measure import regionprops

    count = int(labels.max()) + 1
    of_colours = _histograms([colours[..., c] for c in range(3)], labels, count, _COLOUR_BINS)
    of_textures = _histograms(_derivatives(colours), labels, count, _TEXTURE_BINS)
    found = []
    for one in regionprops(labels + 1):
        top, left, bottom, right = one.bbox
        place = one.label - 1
        found.append(
            Segment(int(one.area), (left, top, right, bottom), of_colours[place], of_textures[place])
        )
    return found


def neighbours(labels: Labels) -> list[tuple[int, int]]:
    """Which segments touch, each pair once and in order."""
    beside = [(labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])]
    pairs = np.concatenate([np.stack([a.ravel(), b.ravel()], 1) for a, b in beside])
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], 1), axis=0)
    return [(int(first), int(second)) for first, second in pairs]


def _derivatives(colours: Floats) -> list[Floats]:
    """What of the derivative in each direction is positive, of each channel, as shares of the greatest."""
    from scipy.ndimage import gaussian_filter

    found = []
    for channel in range(3):
        down, across = (
            gaussian_filter(colours[..., channel], 1.0, order=order) for order in ((1, 0), (0, 1))
        )
        greatest = max(float(np.hypot(down, across).max()), 1e-9)
        for step in range(_DIRECTIONS):
            angle = 2 * np.pi * step / _DIRECTIONS
            found.append((np.cos(angle) * across + np.sin(angle) * down).clip(0) / greatest)
    return found


def _histograms(values: list[Floats], labels: Labels, count: int, bins: int) -> Floats:
    """(segments, values * bins), the sum of a segment's 1."""
    found = []
    for one in values:
        place = np.minimum((one * bins).astype(np.int64), bins - 1)
        flat = np.bincount((labels * bins + place).ravel(), minlength=count * bins)
        found.append(flat.reshape(count, bins))
    together = np.concatenate(found, 1).astype(np.float64)
    shares: Floats = together / together.sum(1, keepdims=True)
    return shares
