"""Ranges: from an unbounded canvas to what a screen can show, 0 to 1.

All three have slope 1/4 at grey, so that a canvas of variance one has about a photo's contrast in each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import torch
from torch import Tensor

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
