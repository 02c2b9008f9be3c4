"""Power spectra of pictures: what a network that makes or enlarges pictures leaves at high frequencies.

Source: Durall, Keuper and Keuper 2020, "Watch your up-convolution: CNN based generative deep neural networks are
failing to reproduce spectral distributions", arXiv:2003.01826.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Power of the rounding to whole levels: what lies below it says nothing.
_ROUNDING = 1 / 12


def log_power(tiles: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Mean spectrum (rows, columns) of pictures (N, rows, columns, C) in dB, frequency 0 in the middle.

        10 log10(|F(w (x - mean x))|^2 / sum w^2 + 1/12)

    with the mean x of the channels, a Hann window w, the Fourier transform F and the power 1/12 of rounding to whole
    levels; white noise of the standard deviation s has 20 log10 s everywhere.
    """
    luma = tiles.mean(-1, dtype=np.float64)
    luma -= luma.mean((1, 2), keepdims=True)
    window = np.outer(*(np.hanning(size + 2)[1:-1] for size in luma.shape[1:]))
    power = np.abs(np.fft.fft2(window * luma)) ** 2 / np.square(window).sum()
    levels: NDArray[np.float64] = np.fft.fftshift(10 * np.log10(power + _ROUNDING), axes=(1, 2)).mean(0)
    return levels


def by_frequency(levels: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean of a spectrum (rows, columns) over all directions, azimuthally: frequencies and levels (bins,).

    Frequencies are in cycles a pixel, from 0 to one half, with a bin for each cycle of the shorter side; what lies in
    the corners, above one half, is left out.
    """
    rows, columns = (np.fft.fftshift(np.fft.fftfreq(size)) for size in levels.shape)
    shorter = min(levels.shape)
    bins = np.rint(np.hypot(rows[:, None], columns) * shorter).astype(int)
    count = np.bincount(bins.ravel())
    means = np.bincount(bins.ravel(), levels.ravel()) / count
    kept = slice(0, shorter // 2 + 1)
    frequencies: NDArray[np.float64] = np.arange(len(means))[kept] / shorter
    return frequencies, means[kept]
