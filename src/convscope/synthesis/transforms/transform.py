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
from torch.nn.functional import affine_grid, grid_sample


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
    # grid_sample counts from -1 to 1 from border to border.
    to_pixels = torch.tensor([columns / 2, rows / 2, 1.0])
    normalised = torch.stack(matrices) * to_pixels / to_pixels[:, None]
    grid = affine_grid(normalised[:, :2].to(images), list(images.shape), align_corners=False)
    return grid_sample(images, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def uniform(generator: torch.Generator, low: float, high: float) -> float:
    """A random number between two."""
    return low + (high - low) * float(torch.rand((), generator=generator))
