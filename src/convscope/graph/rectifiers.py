"""The rectifiers y = min(max(x, 0), c), and how each passes a gradient back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType

import torch
from torch import Tensor


@dataclass(frozen=True)
class Rectifier:
    """One kind of rectifier; its ceiling c is infinite where it has none."""

    ceiling: float

    def overwrite(self, x: Tensor) -> Tensor:
        """The result, written over the input."""
        return x.relu_() if self.ceiling == inf else x.clamp_(0, self.ceiling)

    def mask(self, gradient: Tensor, y: Tensor, *, in_place: bool) -> Tensor:
        """The gradient (N, ...) where 0 < y < c, else 0; ``y`` is the result, which says the same as the input."""
        bounds = (0.0,) if self.ceiling == inf else (0.0, self.ceiling)
        out = gradient if in_place else torch.empty_like(y)
        masked: Tensor = self._backward.grad_input(gradient, y, *bounds, grad_input=out)
        return masked

    @property
    def _backward(self) -> torch._ops.OpOverloadPacket:
        aten = torch.ops.aten
        return aten.threshold_backward if self.ceiling == inf else aten.hardtanh_backward


RECTIFIERS: Mapping[str, Rectifier] = MappingProxyType({"relu": Rectifier(inf), "relu6": Rectifier(6.0)})
