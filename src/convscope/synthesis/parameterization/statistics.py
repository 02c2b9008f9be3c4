"""What photos have in common: how their colours go together and how strong their waves are.

``tools/measure_photos.py`` measured and wrote ``data/photos.npz``.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import grid_sample

from convscope.synthesis.parameterization.space import Shape


@cache
def _measured() -> dict[str, Tensor]:
    place = resources.files("convscope.synthesis").joinpath("data/photos.npz")
    with place.open("rb") as file, np.load(file) as arrays:
        return {name: torch.from_numpy(arrays[name].astype(np.float32)) for name in arrays.files}


def colour_axes() -> Tensor:
    """(3, 3): column k is the direction in RGB of the k-th independent colour of photos, as long as its spread.

    The axes of the covariance of photos' colours, greatest first (about: light, blue to yellow, green to red), in
    units in which the three channels have variance one on average.
    """
    return _measured()["colour"]


@cache
def photo_magnitudes(shape: Shape) -> Tensor:
    """(C, rows, columns // 2 + 1): the average magnitude of photos' waves of a size, zero for the constant.

    They are scaled so that a canvas of these magnitudes has variance one.  Three channels are those of
    `colour_axes`, each with a spectrum of its own but one scale for all; other numbers of channels get that of
    light.
    """
    channels, rows, columns = shape
    stored = _measured()["magnitude"].log()  # frequencies -1/2 ... 1/2 by 0 ... 1/2
    spectra = stored if channels == 3 else stored[:1].expand(channels, -1, -1)
    vertical = torch.fft.fftfreq(rows)[:, None].expand(-1, columns // 2 + 1)
    horizontal = torch.fft.rfftfreq(columns).expand(rows, -1)
    grid = torch.stack([horizontal * 4 - 1, vertical * 2], -1)[None]
    magnitudes = grid_sample(spectra[None], grid, mode="bilinear", padding_mode="border", align_corners=True)[
        0
    ].exp()
    magnitudes[:, 0, 0] = 0
    # Waves of the half that is not held count twice.
    twice = torch.full((columns // 2 + 1,), 2.0)
    twice[0] = 1
    if columns % 2 == 0:
        twice[-1] = 1
    power = (magnitudes.square() * twice).sum((1, 2)) / (rows * columns)
    return magnitudes / power.mean().sqrt().clamp(min=1e-12)
