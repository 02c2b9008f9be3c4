"""From a canvas to what a screen shows: colours that are independent of each other in photos, and ranges.

All three ranges have slope 1/4 at grey, so that a canvas of variance one has about the contrast of a photo in each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

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


Range = Literal["sigmoid", "clamp", "free"]
_SLOPE = 0.25
_NEAREST = 1 / 512  # half a step of eight bits: the nearest to black and white that a sigmoid need come


class _Clamp(torch.autograd.Function):
    """0.5 + x / 4 between 0 and 1; outside, only a gradient that leads back passes."""

    @staticmethod
    def forward(ctx: Any, canvas: Tensor) -> Tensor:
        display = canvas * _SLOPE + 0.5
        ctx.save_for_backward(display)
        return display.clamp(0, 1)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (display,) = ctx.saved_tensors
        upward = gradients[0]
        stuck = ((display >= 1) & (upward > 0)) | ((display <= 0) & (upward < 0))
        return upward.masked_fill(stuck, 0) * _SLOPE


TO_DISPLAY: dict[Range, Callable[[Tensor], Tensor]] = {
    "sigmoid": torch.sigmoid,
    "clamp": lambda canvas: _Clamp.apply(canvas),
    "free": lambda canvas: canvas * _SLOPE + 0.5,
}
FROM_DISPLAY: dict[Range, Callable[[Tensor], Tensor]] = {
    "sigmoid": lambda display: display.clamp(_NEAREST, 1 - _NEAREST).logit(),
    "clamp": lambda display: (display - 0.5) / _SLOPE,
    "free": lambda display: (display - 0.5) / _SLOPE,
}
