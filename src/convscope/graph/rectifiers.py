"""The rectifiers y = min(max(x, 0), c), in every spelling.

Forward, each computes what the module wrote, to the bit: spellings differ in what they make of NaN and -0, and in
their own gradient where x is exactly 0 or c.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType

import torch
from torch import Tensor

from convscope.graph.node import Node

_ATEN = torch.ops.aten

# Of these PyTorch computes the same bits in place, and knows the gradient from the result alone.
_NATIVE = (_ATEN.relu.default, _ATEN.relu6.default, _ATEN.hardtanh.default)


def where_above(x: Tensor) -> Tensor:
    """What is above 0, else 0."""
    return torch.where(x > 0, x, 0)


def where_not_below(x: Tensor) -> Tensor:
    """What is at least 0, else 0."""
    return torch.where(x >= 0, x, 0)


def where_below(x: Tensor) -> Tensor:
    """0 where it is below 0."""
    return torch.where(x < 0, 0, x)


def where_not_above(x: Tensor) -> Tensor:
    """0 where it is at most 0."""
    return torch.where(x <= 0, 0, x)


def times_above(x: Tensor) -> Tensor:
    """The product with 1 above 0, else with 0."""
    return x * (x > 0)


def times_not_below(x: Tensor) -> Tensor:
    """The product with 1 from 0 on, else with 0."""
    return x * (x >= 0)


def maximum_with_zero(x: Tensor) -> Tensor:
    """The greater of each number and 0."""
    return torch.maximum(x, x.new_zeros(()))


def maximum_with_zeros(x: Tensor) -> Tensor:
    """The same with a 0 for each number."""
    return torch.maximum(x, torch.zeros_like(x))


def maximum_of_zero(x: Tensor) -> Tensor:
    """The greater of 0 and each number: of 0 and -0 the other one, perhaps."""
    return torch.maximum(x.new_zeros(()), x)


def maximum_of_zeros(x: Tensor) -> Tensor:
    """The same with a 0 for each number."""
    return torch.maximum(torch.zeros_like(x), x)


# Rectifiers that a module writes as several operations, as functions of x alone.
SPELLED_OUT: Mapping[str, Callable[[Tensor], Tensor]] = MappingProxyType(
    {
        function.__name__: function
        for function in (
            *(where_above, where_not_below, where_below, where_not_above),
            *(times_above, times_not_below, maximum_with_zero, maximum_with_zeros),
            *(maximum_of_zero, maximum_of_zeros),
        )
    }
)


@dataclass(frozen=True)
class Rectifier:
    """One rectifier of a graph.

    Attributes:
        ceiling: c, infinite where it has none.
        is_native: whether it is PyTorch's relu, relu6 or hardtanh, which can be written over what it reads.
    """

    ceiling: float
    is_native: bool

    def overwrite(self, x: Tensor) -> Tensor:
        """The result of a native one, written over the input."""
        return x.relu_() if self.ceiling == inf else x.clamp_(0, self.ceiling)

    def mask(self, gradient: Tensor, y: Tensor, *, in_place: bool) -> Tensor:
        """The gradient (N, ...) of a native one: where 0 < y < c it passes; the result ``y`` tells as much as x."""
        bounds = (0.0,) if self.ceiling == inf else (0.0, self.ceiling)
        out = gradient if in_place else torch.empty_like(y)
        masked: Tensor = self._backward.grad_input(gradient, y, *bounds, grad_input=out)
        return masked

    @property
    def _backward(self) -> torch._ops.OpOverloadPacket:
        return _ATEN.threshold_backward if self.ceiling == inf else _ATEN.hardtanh_backward


def rectifier_of(node: Node) -> Rectifier | None:
    """The rectifier that a node is; None if it is none."""
    if not node.kind.is_rectifier:
        return None
    ceiling = node.operation.removeprefix(node.kind.name)
    return Rectifier(float(ceiling) if ceiling else inf, node.function in _NATIVE)
