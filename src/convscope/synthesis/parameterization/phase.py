"""Phase: only where the waves lie is searched; how strong they are stays as in photos."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import torch
from torch import Tensor

from convscope.synthesis.parameterization.space import Space
from convscope.synthesis.parameterization.statistics import photo_magnitudes


@dataclass(frozen=True)
class Phase(Space):
    """MACO's coordinates: the phase of each wave, its magnitude fixed to the average of photos.

    Fel et al. 2023, arXiv:2306.06805.  The spectrum cannot drift to frequencies that no photo has, so that no
    penalty is needed.  The waves k and -k of a real picture have opposite phases: the phase of k is the coordinate
    of k minus that of -k, so that the coordinates (N, C, rows, columns) are as many as pixels whatever the size.
    """

    def noise(self, generator: torch.Generator) -> Tensor:
        """See `Space.noise`."""
        return (torch.rand((1, *self.shape), generator=generator) * 2 - 1) * pi

    def canvas(self, coordinates: Tensor) -> Tensor:
        """See `Space.canvas`."""
        _, rows, columns = self.shape
        magnitudes = photo_magnitudes(self.shape).to(coordinates)
        opposite = coordinates.flip(-2, -1).roll((1, 1), (-2, -1))
        phases = (coordinates - opposite)[..., : columns // 2 + 1]
        waves = torch.polar(magnitudes.expand_as(phases), phases)
        canvas: Tensor = torch.fft.irfft2(waves, s=(rows, columns), norm="ortho")
        return canvas

    def coordinates(self, canvas: Tensor) -> Tensor:
        """The phases of canvases, half of each on either wave; the magnitudes are lost."""
        phases: Tensor = torch.fft.fft2(canvas, norm="ortho").angle()
        return phases / 2
