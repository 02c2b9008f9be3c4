"""Gabor's kernel: a wave under a Gaussian, the model of a simple cell of the visual cortex."""

from __future__ import annotations

import math

import numpy as np
import skimage

from convscope.errors import FilterError
from convscope.filters import limits
from convscope.filters.smoothing import Weights


def gabor(
    frequency: float = 0.15,
    theta: float = 0.0,
    sigma: float | None = None,
    phase: float = 0.0,
    bandwidth: float = 1.0,
) -> Weights:
    """Responds to stripes of one width and direction.

    ``cos(2π frequency u + phase) · exp(-(u² + v²) / (2 sigma²)) / (2π sigma²)`` with u along ``theta`` and v
    across: the real part of scikit-image's kernel (Daugman, 1985).

    Args:
        frequency: waves in a pixel, above 0 and up to 0.5.
        theta: direction in which the wave runs, in degrees, from rightwards turning downwards.
        sigma: standard deviation of the Gaussian in pixels; by default that of the bandwidth.
        phase: degrees by which the wave is shifted; 0 is even (stripes), 90 odd (edges).
        bandwidth: octaves of frequency between half heights; without meaning where sigma is given.

    Raises:
        FilterError: when an option is outside its range.
    """
    limits.positive("frequency", frequency)
    if frequency > 0.5:
        raise FilterError(
            f"Frequency may be 0.5 waves in a pixel at most, not {frequency:g}.",
            "Finer waves fall between the pixels.",
        )
    limits.positive("bandwidth", bandwidth)
    if sigma is None:
        sigma = sigma_of(frequency, bandwidth)
    limits.window(sigma, None)
    complex_kernel = skimage.filters.gabor_kernel(
        frequency, math.radians(theta), sigma_x=sigma, sigma_y=sigma, offset=math.radians(phase)
    )
    return np.asarray(complex_kernel.real, dtype=np.float64)


def sigma_of(frequency: float, bandwidth: float) -> float:
    """Standard deviation at which a wave's kernel spans ``bandwidth`` octaves at half height.

    ``√(ln 2 / 2) / (π frequency) · (2^bandwidth + 1) / (2^bandwidth - 1)`` (Petkov and Kruizinga, 1997).
    """
    octaves = math.pow(2, bandwidth)
    return math.sqrt(math.log(2) / 2) / (math.pi * frequency) * (octaves + 1) / (octaves - 1)
