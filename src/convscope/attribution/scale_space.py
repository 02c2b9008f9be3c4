"""Gaussian scale space of a photo: exact blurs of any width, with reflected borders."""

from __future__ import annotations

from math import pi

import scipy
import torch
from torch import Tensor


class ScaleSpace:
    """The blurred copies of one photo.

    A Gaussian blur is a product in the cosine transform, whose functions continue a photo by reflection.  With
    frequencies w[k] = pi k / extent along each axis,

        blur of deviation s:  coefficient * exp(-s^2 (w[row]^2 + w[column]^2) / 2)

    so that blurring by s and then by t is blurring by sqrt(s^2 + t^2), the mean colour never changes, and each
    copy costs one transform whatever the blur.
    """

    def __init__(self, photo: Tensor) -> None:
        """Transform a photo (C, ...)."""
        self._photo = photo
        self._axes = tuple(range(1, photo.dim()))
        self._coefficients = torch.from_numpy(
            scipy.fft.dctn(photo.double().cpu().numpy(), axes=self._axes, norm="ortho")
        )
        self._frequency = torch.zeros(photo.shape[1:], dtype=torch.float64)
        for axis, extent in enumerate(photo.shape[1:]):
            along = (torch.arange(extent, dtype=torch.float64) * pi / extent).square()
            self._frequency += along.reshape(-1, *[1] * (photo.dim() - 2 - axis))

    def blurred(self, deviation: float) -> Tensor:
        """The photo (C, ...) blurred by a standard deviation in pixels."""
        damped = self._coefficients * torch.exp(-(deviation**2) / 2 * self._frequency)
        return torch.from_numpy(scipy.fft.idctn(damped.numpy(), axes=self._axes, norm="ortho")).to(
            self._photo
        )
