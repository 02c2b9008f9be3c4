"""Correlation in two ways: directly, quickest for small kernels, and by the Fourier transform of tiles."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import scipy
import torch
from numpy.typing import NDArray

# A tile this long and its transform stay in a core's cache.
TILE = 256


def correlate_directly(
    values: NDArray[np.float32], weights: NDArray[np.float64], stride: int, dilation: int
) -> NDArray[np.float32]:
    """Correlate each channel with the weights, without any border, as the sum over the weights.

    Args:
        values: (rows, columns, channels).
        weights: (rows, columns).
        stride: pixels from one response to the next.
        dilation: pixels from one weight to the next.

    Returns:
        (rows, columns, channels).
    """
    channels = values.shape[2]
    # Channels stay innermost, as in the photo: PyTorch is several times as fast on that layout, but knows it
    # only by the strides that its own indexing gives the batch axis.
    photo = torch.from_numpy(np.ascontiguousarray(values))[None].permute(0, 3, 1, 2)
    kernel = torch.from_numpy(weights.astype(np.float32)).expand(channels, 1, -1, -1).contiguous()
    with torch.inference_mode():
        response = torch.nn.functional.conv2d(
            photo, kernel, stride=stride, dilation=dilation, groups=channels
        )
    return np.asarray(response[0].permute(1, 2, 0).numpy())


def correlate_by_fourier(values: NDArray[np.float32], weights: NDArray[np.float64]) -> NDArray[np.float32]:
    """Correlate each channel with the weights, without any border (overlap-save).

    Each tile's circular correlation, ``F⁻¹(F(tile) · conj(F(weights)))``, is right except for its last rows and
    columns, which the next tile has.

    Args:
        values: (rows, columns, channels).
        weights: (rows, columns), dilated already.

    Returns:
        (rows, columns, channels).
    """
    tile = tuple(_tile(length, taps) for length, taps in zip(values.shape, weights.shape, strict=False))
    step = tuple(length - taps + 1 for length, taps in zip(tile, weights.shape, strict=True))
    spectrum = np.conj(scipy.fft.rfft2(weights, tile)).astype(np.complex64)
    rows = values.shape[0] - weights.shape[0] + 1
    columns = values.shape[1] - weights.shape[1] + 1
    response = np.empty((rows, columns, values.shape[2]), np.float32)

    def fill(corner: tuple[int, int, int]) -> None:
        row, column, channel = corner
        piece = values[row : row + tile[0], column : column + tile[1], channel]
        circular = scipy.fft.irfft2(scipy.fft.rfft2(piece, tile) * spectrum, tile)
        target = response[row : row + step[0], column : column + step[1], channel]
        target[...] = circular[: target.shape[0], : target.shape[1]]

    with ThreadPoolExecutor(torch.get_num_threads()) as threads:
        for _ in threads.map(fill, _corners((rows, columns, values.shape[2]), step)):
            pass
    return response


def _tile(length: int, taps: int) -> int:
    """A length that transforms quickly, is mostly fresh pixels, and not longer than the photo needs."""
    return int(scipy.fft.next_fast_len(min(length, max(TILE, 4 * taps)), real=True))


def _corners(shape: tuple[int, int, int], step: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    for row in range(0, shape[0], step[0]):
        for column in range(0, shape[1], step[1]):
            for channel in range(shape[2]):
                yield row, column, channel
