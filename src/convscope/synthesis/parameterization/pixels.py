"""Pixels, each for itself or at all resolutions at once."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod, sqrt

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from convscope.synthesis.parameterization.space import Space


@dataclass(frozen=True)
class Pixels(Space):
    """The canvas itself.  Steps of equal size in all pixels are mostly high frequencies."""

    def noise(self, generator: torch.Generator) -> Tensor:
        """See `Space.noise`."""
        return torch.randn((1, *self.shape), generator=generator)

    def canvas(self, coordinates: Tensor) -> Tensor:
        """See `Space.canvas`."""
        return coordinates

    def coordinates(self, canvas: Tensor) -> Tensor:
        """See `Space.coordinates`."""
        return canvas


@dataclass(frozen=True)
class Pyramid(Space):
    """Details at each resolution, half as many in each direction from one to the next, added up.

    Burt and Adelson 1983, doi:10.1109/TCOM.1983.1095851.  Coarse details move many pixels at once; unlike a
    wave, a detail has a place.  The coordinates (N, ...) hold the levels one behind the other, finest first.

    Attributes:
        levels: resolutions, as many as the size allows.
    """

    levels: int = 4

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """(rows, columns) of each level, finest first."""
        _, rows, columns = self.shape
        sizes = [(-(-rows // 2**level), -(-columns // 2**level)) for level in range(self.levels)]
        return tuple(dict.fromkeys(sizes))

    def noise(self, generator: torch.Generator) -> Tensor:
        """See `Space.noise`."""
        count = self.shape[0] * sum(prod(size) for size in self.sizes)
        coordinates = torch.randn((1, count), generator=generator)
        # Enlarging averages neighbours: what variance is left depends on the size and is measured, not derived.
        return coordinates / self.canvas(coordinates).std(correction=0)

    def canvas(self, coordinates: Tensor) -> Tensor:
        """See `Space.canvas`."""
        channels, rows, columns = self.shape
        counts = [channels * prod(size) for size in self.sizes]
        levels = [
            self._enlarged(level.reshape(-1, channels, *size), (rows, columns))
            for level, size in zip(torch.split(coordinates, counts, 1), self.sizes, strict=True)
        ]
        return torch.stack(levels).sum(0) / sqrt(len(levels))

    def coordinates(self, canvas: Tensor) -> Tensor:
        """See `Space.coordinates`."""
        rest = canvas * sqrt(len(self.sizes))
        levels = []
        for size in reversed(self.sizes):
            level = rest if size == self.sizes[0] else interpolate(rest, size, mode="area")
            rest = rest - self._enlarged(level, self.sizes[0])
            levels.append(level.flatten(1))
        return torch.cat(levels[::-1], 1)

    @staticmethod
    def _enlarged(level: Tensor, size: tuple[int, int]) -> Tensor:
        if level.shape[2:] == size:
            return level
        return interpolate(level, size, mode="bilinear", align_corners=False)
