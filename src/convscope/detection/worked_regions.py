"""A region of a map made a small map of one size: RoI pooling and RoI align, worked out with the numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from convscope.detection.box_texts import Box
from convscope.errors import BoxError
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import sentence

Map = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Bin:
    """One value of the result.

    Attributes:
        row: of the result.
        column: of the result.
        values: what it is made of: values of the map in a window, or between its places.
        where: which, for people to read.
        value: the greatest of them, or their mean.
    """

    row: int
    column: int
    values: tuple[float, ...]
    where: str
    value: float


@dataclass(frozen=True, repr=False)
class Region(Displayed):
    """A region of a map as a small map.

    Attributes:
        way: ``pool`` or ``align``.
        box: of the region in places of the map, as it was used.
        bins: of the result, row after row.
        columns: of the result.
    """

    way: str
    box: Box
    bins: tuple[Bin, ...]
    columns: int

    @property
    def rows_of_values(self) -> list[list[float]]:
        """The result, a list a row."""
        values = [one.value for one in self.bins]
        return [values[start : start + self.columns] for start in range(0, len(values), self.columns)]

    @property
    def formula(self) -> tuple[str, ...]:
        """A line for the region and for each value of the result."""
        word = "max" if self.way == "pool" else "mean"
        region = " ".join(f"{edge:g}" for edge in self.box)
        return (
            f"region: {region}",
            *(
                f"[{one.row},{one.column}] {one.where}: {word}({', '.join(f'{v:.4g}' for v in one.values)}) = "
                f"{one.value:.4g}"
                for one in self.bins
            ),
        )

    def _line(self) -> str:
        rows = " / ".join(" ".join(f"{value:.4g}" for value in row) for row in self.rows_of_values)
        return f"RoI {self.way}: {rows}"

    def _fragments(self) -> Sequence[str]:
        return [sentence(line) for line in self.formula]


def pooled_region(values: Map, box: Box, output: tuple[int, int], scale: float = 1.0) -> Region:
    """RoI pooling: the greatest value in each of ``output`` windows of a region.

    The box is multiplied by ``scale`` and rounded to whole places, both ends inside; its windows are rounded again,
    so that they may overlap: that is what RoI align mends.  The fast path is torchvision's ``roi_pool``.

    Args:
        values: (rows, columns) of the map.
        box: (left, top, right, bottom) in pixels of the photo.
        output: (rows, columns) of the result.
        scale: places of the map in a pixel, 1 / stride.

    Raises:
        BoxError: the map is ragged or empty, or the result is.

    Source: Girshick 2015, "Fast R-CNN", arXiv:1504.08083.
    """
    rows, columns = _checked(values, output)
    left, top, right, bottom = (math.floor(edge * scale + 0.5) for edge in box)
    down, across = max(bottom - top + 1, 1) / output[0], max(right - left + 1, 1) / output[1]
    bins = []
    for row in range(output[0]):
        first, last = _window(top, row * down, (row + 1) * down, rows)
        for column in range(output[1]):
            begin, end = _window(left, column * across, (column + 1) * across, columns)
            inside = tuple(float(value) for line in values[first:last] for value in line[begin:end])
            where = (
                f"rows {first} to {last - 1}, columns {begin} to {end - 1}" if inside else "outside the map"
            )
            bins.append(Bin(row, column, inside or (0.0,), where, max(inside, default=0.0)))
    return Region("pool", (left, top, right, bottom), tuple(bins), output[1])


def aligned_region(
    values: Map, box: Box, output: tuple[int, int], scale: float = 1.0, samples: int = 2
) -> Region:
    """RoI align: the mean of values between places of the map, of which nothing is rounded.

    Each of ``output`` windows is looked at in ``samples`` x ``samples`` points, evenly; the value of the map at a
    point follows from its four neighbours along lines.  The centre of the place [0,0] is at (0.5, 0.5).  The fast
    path is torchvision's ``roi_align`` with ``aligned=True``.

    Args:
        values: (rows, columns) of the map.
        box: (left, top, right, bottom) in pixels of the photo.
        output: (rows, columns) of the result.
        scale: places of the map in a pixel, 1 / stride.
        samples: points of a window along each side.

    Raises:
        BoxError: the map is ragged or empty, or the result is.

    Source: He et al. 2017, "Mask R-CNN", arXiv:1703.06870.
    """
    _checked(values, output)
    left, top, right, bottom = (edge * scale for edge in box)
    down, across = (bottom - top) / output[0], (right - left) / output[1]
    bins = []
    for row in range(output[0]):
        for column in range(output[1]):
            points = [
                (
                    top + (row + (y + 0.5) / samples) * down - 0.5,
                    left + (column + (x + 0.5) / samples) * across - 0.5,
                )
                for y in range(samples)
                for x in range(samples)
            ]
            seen = tuple(_between(values, y, x) for y, x in points)
            where = "at " + " ".join(f"({y:.4g},{x:.4g})" for y, x in points)
            bins.append(Bin(row, column, seen, where, sum(seen) / len(seen)))
    return Region("align", (left, top, right, bottom), tuple(bins), output[1])


def _checked(values: Map, output: tuple[int, int]) -> tuple[int, int]:
    """(rows, columns) of a map."""
    if not values or not values[0] or any(len(row) != len(values[0]) for row in values):
        raise BoxError("A map has rows of one length.", 'Write it as "1 2 3 / 4 5 6".')
    if min(output) < 1:
        raise BoxError(f"The result has at least one row and column, got {output[0]}x{output[1]}.")
    return len(values), len(values[0])


def _window(start: int, begin: float, end: float, length: int) -> tuple[int, int]:
    """Where a window begins and ends along an axis, both inside the map."""
    first, last = start + math.floor(begin), start + math.ceil(end)
    return min(max(first, 0), length), min(max(last, 0), length)


def _between(values: Map, y: float, x: float) -> float:
    """The value at a point along lines from its four neighbours; 0 more than a place outside the map."""
    rows, columns = len(values), len(values[0])
    if not (-1 <= y <= rows and -1 <= x <= columns):
        return 0.0
    y, x = min(max(y, 0.0), rows - 1.0), min(max(x, 0.0), columns - 1.0)
    top, left = int(y), int(x)
    bottom, right = min(top + 1, rows - 1), min(left + 1, columns - 1)
    down, across = y - top, x - left
    upper = (1 - across) * values[top][left] + across * values[top][right]
    lower = (1 - across) * values[bottom][left] + across * values[bottom][right]
    return (1 - down) * upper + down * lower
