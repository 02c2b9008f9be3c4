"""A kernel applied to a photo."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from convscope.errors import FilterError
from convscope.filters import border as borders
from convscope.filters import limits
from convscope.filters.correlation import correlate_by_fourier, correlate_directly
from convscope.filters.kernels import Kernel

Colour = Literal["channels", "luminance"]
Operation = Literal["correlation", "convolution"]

# Weights of linear red, green and blue in luminance (ITU-R BT.709), as scikit-image takes them.
LUMINANCE = np.array([0.2125, 0.7154, 0.0721], np.float32)

# From this many weights on, tiles' Fourier transforms are quicker than the sum itself; measured on photos of
# half a megapixel to twelve.  On one channel PyTorch has no fast layout, which costs it about a fivefold.
FOURIER_FROM = {3: 101, 1: 16}


def apply(
    photo: NDArray[Any],
    kernel: Kernel,
    *,
    border: str = "reflect",
    stride: int = 1,
    dilation: int = 1,
    colour: Colour = "channels",
    operation: Operation = "correlation",
) -> NDArray[np.float32]:
    """Slide a kernel over a photo.

    ``response[r, c] = Σ_i Σ_j weights[i, j] · photo[stride r + dilation (i-a), stride c + dilation (j-b)]``:
    correlation, which is what the networks' "convolution" computes, with the kernel's centre at (a, b).  As
    convolution proper the kernel is turned by 180 degrees first.  Of two middle weights the first is the
    centre, as in PyTorch's padding "same" and SciPy's convolve2d.

    Args:
        photo: (rows, columns) or (rows, columns, 3); uint8 counts as 0 to 1, floating point as it is.
        kernel: what slides.
        border: how the photo goes on beyond its edge: a name of `convscope.filters.BORDERS`.
        stride: pixels from one response to the next.
        dilation: pixels from one weight to the next.
        colour: each channel for itself, or all as one luminance.
        operation: correlation or convolution.

    Returns:
        (ceil(rows / stride), ceil(columns / stride)) or the same with 3 channels; with the border ``valid``
        the photo counts less the dilated kernel's size minus 1.

    Raises:
        FilterError: when photo, border, stride or dilation do not fit.
    """
    limits.positive("stride", stride)
    limits.positive("dilation", dilation)
    weights = kernel.weights if operation == "correlation" else kernel.weights[::-1, ::-1]
    reach = tuple(dilation * (taps - 1) for taps in weights.shape)
    limits.not_beyond("the dilated kernel", max(reach))
    values = _values(photo, colour)
    before = [length // 2 if operation == "correlation" else (length + 1) // 2 for length in reach]
    sides = [(first, length - first) for first, length in zip(before, reach, strict=True)]
    values = borders.extend(values, sides[0], sides[1], border)
    if weights.size < FOURIER_FROM[values.shape[2]]:
        response = correlate_directly(values, weights, stride, dilation)
    else:
        response = correlate_by_fourier(values, _dilated(weights, dilation))[::stride, ::stride]
    return response if photo.ndim == 3 and colour == "channels" else response[:, :, 0]


def _values(photo: NDArray[Any], colour: Colour) -> NDArray[np.float32]:
    """The photo as (rows, columns, channels) from 0 to 1."""
    if photo.ndim not in (2, 3) or photo.shape[2:] not in ((), (3,)) or photo.size == 0:
        raise FilterError(
            f"A photo is (rows, columns) in grey or (rows, columns, 3) in colour, not {photo.shape}.",
            "Put the channels last and leave transparency out.",
        )
    values = photo.astype(np.float32)
    if photo.dtype == np.uint8:
        values /= 255
    if photo.ndim == 2:
        return values[:, :, None]
    return values if colour == "channels" else (values @ LUMINANCE)[:, :, None]


def _dilated(weights: NDArray[np.float64], dilation: int) -> NDArray[np.float64]:
    """The weights with zeros between them."""
    rows, columns = weights.shape
    spread = np.zeros((dilation * (rows - 1) + 1, dilation * (columns - 1) + 1))
    spread[::dilation, ::dilation] = weights
    return spread
