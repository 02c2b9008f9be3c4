"""Colour: coordinates in which the colours of photos are independent of each other."""

from __future__ import annotations

import torch
from torch import Tensor

from convscope.synthesis.parameterization.statistics import colour_axes


def correlate(canvas: Tensor) -> Tensor:
    """From independent colours (N, 3, ...) to red, green and blue; other numbers of channels stay as they are.

    A step of one size in each coordinate then changes light more than hue, as photos do (Olah, Mordvintsev and
    Schubert 2017, doi:10.23915/distill.00007).
    """
    return _mixed(canvas, colour_axes())


def decorrelate(canvas: Tensor) -> Tensor:
    """The inverse of `correlate`."""
    return _mixed(canvas, torch.linalg.inv(colour_axes().double()))


def _mixed(canvas: Tensor, matrix: Tensor) -> Tensor:
    if canvas.shape[1] != 3:
        return canvas
    return torch.einsum("dc,nc...->nd...", matrix.to(canvas), canvas)
