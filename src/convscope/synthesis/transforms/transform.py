"""Transforms: random movements that a picture must survive.

Each draws for one picture the matrix that says where in the picture a place of the result is read.  Matrices
multiply, so that however many transforms there are the picture is resampled once, and what is read from beyond
its border is its mirror image: no black, no seam (for the chain of Olah, Mordvintsev and Schubert 2017,
doi:10.23915/distill.00007, see `STANDARD`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

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
