"""Noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.restore.degradations.span import Span

# Of a camera: how many electrons of light a sensor's pixel holds, more at a low sensitivity, and how many its
# reading adds or takes.
_ELECTRONS = (500.0, 8000.0)
_READING = (2.0, 10.0)


@dataclass(frozen=True)
class Noise:
    """Gaussian noise, independent at each number.

    Attributes:
        sigma: its standard deviation, on the scale of 0 to 255.
    """

    sigma: Span

    @property
    def text(self) -> str:
        """See `Step.text`."""
        return f"noise {self.sigma.text}"

    def __call__(self, picture: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
        """See `Step`."""
        sigma = np.float32(self.sigma.draw(generator))
        return picture + sigma * generator.standard_normal(picture.shape, np.float32)


@dataclass(frozen=True)
class CameraNoise:
    """Noise of a sensor in poor light: Poisson for the light, Gaussian for its reading.

    With x the linear light of a number (sRGB undone) and n electrons for white, y = (Poisson(n x) + N(0, r^2)) / n;
    n lies between 500 and 8,000, each logarithm as likely as another, r between 2 and 10.

    Source: Foi et al. 2008, "Practical Poissonian-Gaussian noise modeling and fitting for single-image raw-data".
    """

    text = "noise camera"

    def __call__(self, picture: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
        """See `Step`."""
        full = float(np.exp(generator.uniform(*np.log(_ELECTRONS))))
        reading = float(generator.uniform(*_READING))
        electrons = generator.poisson(full * _linear(picture / 255)) + reading * generator.standard_normal(
            picture.shape
        )
        return (255 * _encoded((electrons / full).clip(0, 1))).astype(np.float32)


def _linear(encoded: NDArray[Any]) -> NDArray[np.float64]:
    """Linear light of sRGB numbers in [0, 1] (IEC 61966-2-1)."""
    values = encoded.clip(0, 1).astype(np.float64)
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _encoded(linear: NDArray[Any]) -> NDArray[np.float64]:
    """SRGB numbers of linear light, both in [0, 1]."""
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
