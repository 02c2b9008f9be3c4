"""How noisy a photo is, at each place: what a network is told that takes a noise map."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter
from torch import Tensor
from torch.nn import functional as F

from convscope.errors import NetworkError

# Of a map, the numbers around one that are pooled, each of 2 x 2 pixels.
_AROUND = 9
# The third one; by it smooth changes vanish.
_DIFFERENCE = (1.0, -3.0, 3.0, -1.0)
# Shares of a photo, from the dark to the light, whose noise is estimated apart; pixels that are enough for one, and
# for all of them.
_SHADES = 8
_ENOUGH = 1000
_SEEN = 250_000
# The median of the absolute values of a normal distribution is so many times its standard deviation.
_MEDIAN = 0.6745
_MOST = 100.0


def true_noise(degraded: Tensor, truth: Tensor) -> Tensor:
    """How far photos are from the true ones, (N, 1, rows / 2, columns / 2): the root mean square around each place.

    Args:
        degraded: (N, C, rows, columns), on the scale of 0 to 1.
        truth: of the same shape.
    """
    errors = (degraded - truth).square().mean(1, keepdim=True)
    pooled = F.avg_pool2d(errors, 2, ceil_mode=True)
    return F.avg_pool2d(pooled, _AROUND, 1, _AROUND // 2, count_include_pad=False).sqrt()


def estimated_noise(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """The standard deviation of a photo's noise, (rows, columns), on its own scale; it follows the brightness.

    Of each share of the pixels from the dark to the light it is median(abs(d)) / 0.6745, with d the third differences
    along rows and columns, divided by 20 so that noise keeps its deviation: little else is left in them.  Between
    the shares it is interpolated, as the noise of a camera's sensor grows with its light.  Fine texture counts as
    noise, and noise that neighbours share, as JPEG and enlarging leave it, does not.

    Args:
        picture: (rows, columns, channels).

    Source: Donoho and Johnstone 1994, "Ideal spatial adaptation by wavelet shrinkage", for the median.
    """
    rows, columns = picture.shape[:2]
    height, width = (side - len(_DIFFERENCE) + 1 for side in (rows, columns))
    if min(height, width) < 1:
        return np.zeros((rows, columns), np.float32)
    brightness = uniform_filter(picture.mean(2), 2 * _AROUND)
    step = math.ceil(math.sqrt(rows * columns / _SEEN))
    details = np.zeros_like(picture[:height:step, :width:step])
    for row, first in enumerate(_DIFFERENCE):
        for column, second in enumerate(_DIFFERENCE):
            details += first * second * picture[row : height + row : step, column : width + column : step]
    strengths = np.abs(details).reshape(-1, picture.shape[2]) / sum(one**2 for one in _DIFFERENCE)
    seen = brightness[:height:step, :width:step].ravel()
    shades = np.array_split(np.argsort(seen, kind="stable"), max(1, min(_SHADES, len(seen) // _ENOUGH)))
    light = [float(np.median(seen[shade])) for shade in shades]
    noise = [float(np.median(strengths[shade])) / _MEDIAN for shade in shades]
    levels: NDArray[np.float32] = np.interp(brightness, light, noise).astype(np.float32)
    return levels


def said_noise(sigma: float, size: tuple[int, int]) -> NDArray[np.float32]:
    """The map (rows, columns), on the scale of 0 to 1, of noise that is as strong everywhere.

    Args:
        sigma: its standard deviation, on the scale of 0 to 255.
        size: (rows, columns).

    Raises:
        NetworkError: it is no such number.
    """
    if not 0 < sigma <= _MOST:
        raise NetworkError(
            f"The noise of a photo is a standard deviation above 0 and up to {_MOST:g}, got {sigma:g}.",
            "Leave it out: it is estimated.",
        )
    return np.full(size, sigma / 255, np.float32)
