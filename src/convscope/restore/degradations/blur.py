"""Blur, as of a lens out of focus."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from convscope.restore.degradations.span import Span


@dataclass(frozen=True)
class Blur:
    """Convolution with a Gaussian.

    Attributes:
        sigma: its standard deviation in pixels; the photo is mirrored at its edges.
    """

    sigma: Span

    @property
    def text(self) -> str:
        """See `Step.text`."""
        return f"blur {self.sigma.text}"

    def __call__(self, picture: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
        """See `Step`."""
        sigma = self.sigma.draw(generator)
        blurred: NDArray[np.float32] = gaussian_filter(picture, (sigma, sigma, 0))
        return blurred
