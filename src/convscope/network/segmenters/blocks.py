"""What decoders are made of."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

_GROUPS = 8


def block(channels: int, outputs: int, kernel: int = 3, dilation: int = 1) -> nn.Sequential:
    """Convolution, group norm and ReLU, of the size of the input; batches of four are too small for batch norm."""
    padding = dilation * (kernel // 2)
    convolution = nn.Conv2d(channels, outputs, kernel, padding=padding, dilation=dilation, bias=False)
    return nn.Sequential(convolution, nn.GroupNorm(_GROUPS, outputs), nn.ReLU())


def enlarged(values: Tensor, like: Tensor) -> Tensor:
    """A map (N, C, ...) at the (rows, columns) of another, along lines."""
    return F.interpolate(values, size=like.shape[2:], mode="bilinear")
