"""Waves: their amplitudes as they are in photos, or their phases alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi
from typing import Any

import torch
from torch import Tensor

from convscope.synthesis.parameterization.space import Space
from convscope.synthesis.parameterization.statistics import photo_magnitudes


@dataclass(frozen=True)
class Fourier(Space):
    """Amplitudes of waves, each scaled by 1 / frequency ** power.

    The amplitudes of photos fall as 1 / frequency (Field 1987, doi:10.1364/JOSAA.4.002379), so that in these
    coordinates all directions are about equally long and a step is no longer mostly high frequencies (Olah,
    Mordvintsev and Schubert 2017, doi:10.23915/distill.00007).  The waves are those of the Hartley transform,
    cos + sin: as many real numbers as pixels whatever the size, and the transform is its own inverse.

    Attributes:
        power: 1 for photos, 0 for white noise.
    """

    power: float = 1.0

    def noise(self, generator: torch.Generator) -> Tensor:
        """See `Space.noise`."""
        return torch.randn((1, *self.shape), generator=generator)

    def canvas(self, coordinates: Tensor) -> Tensor:
        """See `Space.canvas`."""
        canvas: Tensor = _Hartley.apply(coordinates * self._scale.to(coordinates))
        return canvas

    def coordinates(self, canvas: Tensor) -> Tensor:
        """See `Space.coordinates`."""
        return hartley(canvas) / self._scale.to(canvas)

    @property
    def _scale(self) -> Tensor:
        return amplitude_scale(self.shape[1], self.shape[2], self.power)


_scales: dict[tuple[int, int, float], Tensor] = {}


def amplitude_scale(rows: int, columns: int, power: float) -> Tensor:
    """Scale (rows, columns) of each wave, with mean square one; the constant has the longest wave's."""
    key = (rows, columns, power)
    if key not in _scales:
        frequency = torch.hypot(
            torch.fft.fftfreq(rows, dtype=torch.float64)[:, None],
            torch.fft.fftfreq(columns, dtype=torch.float64),
        )
        scale = frequency.clamp(min=1 / max(rows, columns)) ** -power
        _scales[key] = (scale / scale.square().mean().sqrt()).float()
    return _scales[key]


def hartley(values: Tensor) -> Tensor:
    """The Hartley transform of the last two axes, the real part of Fourier's minus the imaginary one.

    It is orthonormal, symmetric and so its own inverse.  Half of Fourier's transform suffices: the other half is
    its mirror image with the imaginary part's sign turned.
    """
    columns = values.shape[-1]
    half = torch.fft.rfft2(values, norm="ortho")
    left = half.real - half.imag
    mirrored = (half.real + half.imag)[..., 1 : (columns - 1) // 2 + 1]
    return torch.cat([left, mirrored.flip(-2, -1).roll(1, -2)], -1)


class _Hartley(torch.autograd.Function):
    """The transform with its gradient, which is the transform itself because it is symmetric."""

    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:  # noqa: ARG004  # the interface's argument
        return hartley(values)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:  # noqa: ARG004
        return hartley(gradients[0])


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
