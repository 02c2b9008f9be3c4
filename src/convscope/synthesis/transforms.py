"""Transforms: random movements that a picture must survive, so that it does not hang on single pixels.

Each draws for one picture the matrix that says where in the picture a place of the result is read.  Matrices
multiply, so that however many transforms there are the picture is resampled once, and what is read from beyond
its border is its mirror image: no black, no seam (for the chain of Olah, Mordvintsev and Schubert 2017,
doi:10.23915/distill.00007, see `STANDARD`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, exp, log, radians, sin

import torch
from torch import Tensor
from torch.nn.functional import grid_sample


@dataclass(frozen=True)
class Transform(ABC):
    """One random movement."""

    @abstractmethod
    def draw(self, generator: torch.Generator) -> Tensor:
        """A matrix (3, 3) that takes (column, row, 1), in pixels from the centre, to where to read."""


def transformed(
    images: Tensor, transforms: Sequence[Transform], generators: Sequence[torch.Generator]
) -> Tensor:
    """Each picture moved at random by all transforms, the first one first.

    Args:
        images: (N, C, rows, columns).
        transforms: none leaves the pictures as they are.
        generators: N of them, so that what happens to a picture does not depend on the others beside it.

    Returns:
        The same shape; what lies beyond the border is mirrored.
    """
    if not transforms:
        return images
    rows, columns = images.shape[2:]
    matrices = []
    for generator in generators:
        matrix = torch.eye(3)
        for transform in transforms:
            matrix = matrix @ transform.draw(generator)
        matrices.append(matrix)
    grid = _grid(torch.stack(matrices), rows, columns).to(images)
    return grid_sample(images, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def _grid(matrices: Tensor, rows: int, columns: int) -> Tensor:
    """Where each place reads, (N, rows, columns, 2), as grid_sample counts: -1 to 1 from border to border."""
    x, y = (torch.arange(size) - (size - 1) / 2 for size in (columns, rows))
    grid = torch.empty(len(matrices), rows, columns, 2)
    for axis, size in enumerate((columns, rows)):
        by_x, by_y, shift = (matrices[:, axis] * (2 / size)).T[..., None, None]
        torch.add(by_x * x, by_y * y[:, None] + shift, out=grid[..., axis])
    return grid


def uniform(generator: torch.Generator, low: float, high: float) -> float:
    """A random number between two."""
    return low + (high - low) * float(torch.rand((), generator=generator))


@dataclass(frozen=True)
class Jitter(Transform):
    """A shift by whole pixels along both axes, either way.

    Attributes:
        pixels: the greatest shift.
    """

    pixels: int

    def draw(self, generator: torch.Generator) -> Tensor:
        """See `Transform.draw`."""
        matrix = torch.eye(3)
        matrix[:2, 2] = torch.randint(-self.pixels, self.pixels + 1, (2,), generator=generator)
        return matrix


@dataclass(frozen=True)
class Scale(Transform):
    """Enlarging about the centre, all factors of one ratio equally likely.

    Attributes:
        low: the smallest factor; below 1 the picture shrinks.
        high: the greatest factor.
    """

    low: float
    high: float

    def draw(self, generator: torch.Generator) -> Tensor:
        """See `Transform.draw`."""
        factor = exp(uniform(generator, log(self.low), log(self.high)))
        return torch.diag(torch.tensor([1 / factor, 1 / factor, 1.0]))


@dataclass(frozen=True)
class Rotate(Transform):
    """A rotation about the centre, either way.

    Attributes:
        degrees: the greatest angle.
    """

    degrees: float

    def draw(self, generator: torch.Generator) -> Tensor:
        """See `Transform.draw`."""
        angle = radians(uniform(generator, -self.degrees, self.degrees))
        return torch.tensor([[cos(angle), -sin(angle), 0.0], [sin(angle), cos(angle), 0.0], [0.0, 0.0, 1.0]])


@dataclass(frozen=True)
class Crop(Transform):
    """A window of the picture at a random place, enlarged to all of it: each part must stand for itself.

    As MACO does (Fel et al. 2023, arXiv:2306.06805).

    Attributes:
        low: smallest side of the window, in parts of the picture's.
        high: greatest side.
        side: of the picture, in pixels; that of a longer side stays inside as well.
        beyond: which part of the window may lie beyond the border: the corners are otherwise hardly ever seen, so
            that things gather in the middle.
    """

    low: float
    high: float
    side: int
    beyond: float = 0.25

    def draw(self, generator: torch.Generator) -> Tensor:
        """See `Transform.draw`."""
        size = uniform(generator, self.low, self.high)
        room = ((1 - size) / 2 + size * self.beyond) * self.side
        matrix = torch.diag(torch.tensor([size, size, 1.0]))
        matrix[0, 2], matrix[1, 2] = (uniform(generator, -room, room) for _ in range(2))
        return matrix


@dataclass(frozen=True)
class Mirror(Transform):
    """Left and right exchanged in every second picture."""

    def draw(self, generator: torch.Generator) -> Tensor:
        """See `Transform.draw`."""
        side = -1.0 if float(torch.rand((), generator=generator)) < 0.5 else 1.0
        return torch.diag(torch.tensor([side, 1.0, 1.0]))


NONE: tuple[Transform, ...] = ()
STANDARD: tuple[Transform, ...] = (Jitter(8), Scale(0.9, 1.1), Rotate(10), Jitter(4))
