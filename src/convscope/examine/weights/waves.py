"""The wave in a kernel: its orientation and frequency, and Gabor's function fitted to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

# A fit has eight parameters; a kernel of 3x3 numbers would be met by many.
SMALLEST_FITTED = 5
_FINE = 64


@dataclass(frozen=True)
class Wave:
    """The wave that a kernel responds to most.

    Attributes:
        frequency: waves in a pixel; 0 for a kernel that responds most to an even area.
        orientation: direction in which the wave runs, in degrees from rightwards turning downwards, 0 to 180; None
            where the frequency is 0.
    """

    frequency: float
    orientation: float | None


@dataclass(frozen=True)
class GaborFit:
    """Gabor's function nearest to a kernel.

    Attributes:
        frequency: waves in a pixel.
        orientation: direction in which the wave runs, as of `Wave`.
        phase: in degrees at the middle of the Gaussian; 0 is even (a stripe), 90 odd (an edge).
        sigmas: standard deviations of the Gaussian along the wave and across, in pixels.
        centre: (row, column) of the Gaussian's middle in the kernel.
        fit: share of the kernel's energy that it explains: 1 less the squared residuals over the squared weights.
    """

    frequency: float
    orientation: float
    phase: float
    sigmas: tuple[float, float]
    centre: tuple[float, float]
    fit: float


def strongest_wave(kernel: NDArray[np.float64]) -> Wave:
    """The peak of a kernel's frequency response, to 1/64 wave in a pixel.

    Args:
        kernel: (rows, columns).
    """
    size = max(_FINE, *kernel.shape)
    response = np.abs(np.fft.fft2(kernel, (size, size)))
    # Real kernels respond alike to a wave and to its reverse.
    half = response[:, : size // 2 + 1]
    row, column = np.unravel_index(int(half.argmax()), half.shape)
    along_rows, along_columns = float(np.fft.fftfreq(size)[row]), column / size
    frequency = float(np.hypot(along_rows, along_columns))
    if frequency == 0:
        return Wave(0.0, None)
    return Wave(frequency, float(np.degrees(np.arctan2(along_rows, along_columns)) % 180))


def fitted_gabor(kernel: NDArray[np.float64]) -> GaborFit | None:
    """Gabor's function nearest to a kernel by least squares (Daugman 1985); None below 5 rows or columns.

    ``exp(-u² / (2 s²) - v² / (2 t²)) · (a cos 2πfu + b sin 2πfu)`` with u along the wave and v across it, both from
    the Gaussian's middle.  a and b follow from the other parameters by a linear least squares (Golub and Pereyra
    1973); those are searched from the strongest wave on, for a narrow and for a wide Gaussian.

    Args:
        kernel: (rows, columns), not zero everywhere.
    """
    if min(kernel.shape) < SMALLEST_FITTED or not kernel.any():
        return None
    rows, columns = kernel.shape
    wave = strongest_wave(kernel - kernel.mean())
    target = kernel.ravel() / np.linalg.norm(kernel)
    side = max(kernel.shape)
    low = [0.0, 0.0, 0.0, -np.pi, np.log(0.4), np.log(0.4)]
    high = [rows - 1.0, columns - 1.0, 0.5, 2 * np.pi, np.log(2.0 * side), np.log(2.0 * side)]

    def residuals(parameters: NDArray[np.float64]) -> NDArray[np.float64]:
        parts = _parts(parameters, kernel.shape)
        return parts @ np.linalg.lstsq(parts, target, rcond=None)[0] - target

    found = min(
        (
            least_squares(
                residuals,
                [
                    (rows - 1) / 2,
                    (columns - 1) / 2,
                    np.clip(wave.frequency, 0.01, 0.49),
                    np.radians(wave.orientation or 0),
                    np.log(spread * side),
                    np.log(spread * side),
                ],
                bounds=(low, high),
            )
            for spread in (0.15, 0.4)
        ),
        key=lambda result: float(result.cost),
    )
    row, column, frequency, theta, along, across = found.x
    even, odd = np.linalg.lstsq(_parts(found.x, kernel.shape), target, rcond=None)[0]
    return GaborFit(
        frequency=float(frequency),
        orientation=float(np.degrees(theta) % 180),
        phase=float(np.degrees(np.arctan2(abs(odd), abs(even)))),
        sigmas=(float(np.exp(along)), float(np.exp(across))),
        centre=(float(row), float(column)),
        fit=float(1 - 2 * found.cost),
    )


def _parts(parameters: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """The even and the odd part (places, 2) of Gabor's function."""
    row, column, frequency, theta, along, across = parameters
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    u = (columns - column) * np.cos(theta) + (rows - row) * np.sin(theta)
    v = (rows - row) * np.cos(theta) - (columns - column) * np.sin(theta)
    bell = np.exp(-0.5 * ((u / np.exp(along)) ** 2 + (v / np.exp(across)) ** 2))
    turn = 2 * np.pi * frequency * u
    return np.stack([(bell * np.cos(turn)).ravel(), (bell * np.sin(turn)).ravel()], axis=1)
