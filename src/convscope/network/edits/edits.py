"""What can be edited: pixels of the photo, numbers of a layer, numbers of a tensor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Paint:
    """A stroke of a square brush over the photo as the network sees it.

    Attributes:
        points: (row, column) of the middle of the brush, from one to the next along a straight line.
        side: pixels of the brush's side; with an even one the middle is the pixel below and right of it.
        colour: red, green, blue, 0 to 255.
    """

    points: tuple[tuple[int, int], ...]
    side: int
    colour: tuple[int, int, int]

    def __str__(self) -> str:
        places = ">".join(f"{row},{column}" for row, column in self.points)
        side = f"*{self.side}" if self.side > 1 else ""
        return f"pixel@{places}{side}=#{bytes(self.colour).hex()}"

    @property
    def length(self) -> int:
        """Places of the middle of the brush on its way."""
        steps = (max(abs(a[0] - b[0]), abs(a[1] - b[1]), 1) for a, b in pairwise(self.points))
        return 1 + sum(steps)

    def mask(self, rows: int, columns: int) -> NDArray[np.bool_]:
        """(rows, columns) which pixels it covers."""
        covered = np.zeros((rows, columns), bool)
        for row, column in self._middles():
            top, left = row - self.side // 2, column - self.side // 2
            bottom, right = max(0, top + self.side), max(0, left + self.side)
            covered[max(0, top) : bottom, max(0, left) : right] = True
        return covered

    def _middles(self) -> Iterator[tuple[int, int]]:
        """Every pixel on the lines between the points: along the longer axis one after the other, rounded half up."""
        yield self.points[0]
        for (row, column), (last_row, last_column) in pairwise(self.points):
            down, across = last_row - row, last_column - column
            steps = max(abs(down), abs(across), 1)
            for step in range(1, steps + 1):
                yield (
                    row + (2 * down * step + steps) // (2 * steps),
                    column + (2 * across * step + steps) // (2 * steps),
                )


@dataclass(frozen=True)
class Hold:
    """A channel of a layer, or one number of it, held at a value; a channel at 0 is off.

    Attributes:
        layer: its address.
        channel: from 0.
        place: (row, column), in general one number an axis; None for the whole channel.
        value: what it is held at.
    """

    layer: str
    channel: int
    place: tuple[int, ...] | None
    value: float

    def __str__(self) -> str:
        place = "" if self.place is None else f"@{','.join(map(str, self.place))}"
        return f"{self.layer}:{self.channel}{place}={number_text(self.value)}"


@dataclass(frozen=True)
class Weigh:
    """One number of a parameter or buffer: of a kernel, a bias, a normalisation.

    Attributes:
        tensor: its name in the module, as PyTorch has it.
        index: where in it.
        value: the number that stands there.
    """

    tensor: str
    index: tuple[int, ...]
    value: float

    def __str__(self) -> str:
        return f"{self.tensor}[{','.join(map(str, self.index))}]={number_text(self.value)}"


Edit = Paint | Hold | Weigh


def number_text(value: float) -> str:
    """A number with all its digits, and none that says nothing."""
    return repr(value).removesuffix(".0")
