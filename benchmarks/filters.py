"""Kernels on a colour photo beside SciPy's: a photo of 12 megapixels is filtered in under a second.

The photo is a bundled one of scikit-image, enlarged to 3000 x 4000, and goes in as the user has it: bytes, three
channels, the border included; out comes float32.  SciPy filters the same values in float64, one channel after
the other, which is how its functions are used on colour.  The kernels are random.  Goals in seconds: 1 with
9 x 9, 3 with 101 x 101.  ``convolve2d`` would take minutes with the large kernel, so there it gets a part of the
photo, and SciPy's own way through the Fourier transform the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy import signal
from skimage import data

from benchmarks.measure import Row, in_turns
from convscope.filters import Kernel, apply

Photo = NDArray[np.uint8]
Peer = Callable[..., NDArray[Any]]


def run() -> list[Row]:
    """Small and large kernels, each beside SciPy."""
    torch.set_num_threads(2)
    photo = np.asarray(Image.fromarray(data.coffee()).resize((4000, 3000), Image.Resampling.BICUBIC))
    part = photo[1000:1400, 1000:1500]
    return [
        _row("12 megapixels in colour, 9 x 9", photo, 9, signal.convolve2d),
        _row("0.2 megapixels in colour, 101 x 101", part, 101, signal.convolve2d),
        _row("12 megapixels in colour, 101 x 101", photo, 101, signal.fftconvolve),
    ]


def _row(claim: str, photo: Photo, size: int, peer: Peer) -> Row:
    weights = np.random.default_rng(0).normal(size=(size, size))
    kernel = Kernel("random", weights / np.abs(weights).sum())

    def ours() -> NDArray[np.float32]:
        return apply(photo, kernel, border="zero", operation="convolution")

    def theirs() -> NDArray[Any]:
        values = photo / 255
        channels = [peer(values[:, :, channel], kernel.weights, mode="same") for channel in range(3)]
        return np.stack(channels, axis=2)

    ours_seconds, peer_seconds = in_turns(ours, theirs, rounds=3)
    difference = float(np.abs(ours() - theirs()).max())
    goal = 5 if peer is signal.convolve2d else 1
    return Row(claim, ours_seconds, f"scipy.signal.{peer.__name__}", peer_seconds, goal, difference)
