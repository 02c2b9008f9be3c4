"""The gradient of a convolution by its input.

It is a transposed convolution.  Where the stride is 1 that is an ordinary convolution with each kernel turned by half
a circle, its input and output channels exchanged, and a padding of d (k - 1) - p:

    weight'[i, o, u, v] = weight[o, i, k - 1 - u, k - 1 - v]

for which the kernels of PyTorch are up to twice as fast on a CPU, more so when oneDNN has laid out the weights
beforehand.  Neither needs the value that the convolution read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.graph.node import Node


@dataclass(frozen=True)
class Geometry:
    """Stride, padding and dilation of a convolution along each axis, and its groups."""

    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int

    @classmethod
    def of(cls, node: Node) -> Geometry | None:
        """That of a convolution; None where its padding is a word."""
        if isinstance(node.argument("padding"), str):
            return None
        axes = len(node.shape) - 2

        def each(name: str) -> tuple[int, ...]:
            value = node.argument(name)
            items = tuple(value) if isinstance(value, list | tuple) else (value,)
            return items * axes if len(items) == 1 else items

        return cls(each("stride"), each("padding"), each("dilation"), node.argument("groups"))


@dataclass(frozen=True)
class InputGradient:
    """The way back through a convolution.

    Attributes:
        weight: (O, I / groups, ...) of the convolution, or that of the equal one, as oneDNN likes it where it can.
        geometry: of the convolution, or of the equal one.
        is_transposed: whether the way back is the transposed convolution, where no ordinary one equals it.
    """

    weight: Tensor
    geometry: Geometry
    is_transposed: bool

    @classmethod
    def through(cls, weight: Tensor, geometry: Geometry, places: Sequence[int | None]) -> InputGradient:
        """Prepare the way back.

        Args:
            weight: (O, I / groups, ...) of the convolution.
            geometry: of the convolution.
            places: the size of its result along each axis.
        """
        kernel = weight.shape[2:]
        padding = tuple(
            dilation * (size - 1) - padded
            for size, dilation, padded in zip(kernel, geometry.dilation, geometry.padding, strict=True)
        )
        if any(step != 1 for step in geometry.stride) or any(padded < 0 for padded in padding):
            return cls(_laid_out(weight), geometry, is_transposed=True)
        groups = geometry.groups
        outputs, inputs = weight.shape[:2]
        turned = weight.reshape(groups, outputs // groups, inputs, *kernel).transpose(1, 2)
        turned = turned.reshape(groups * inputs, outputs // groups, *kernel).flip(*range(2, weight.dim()))
        equal = Geometry(geometry.stride, padding, geometry.dilation, groups)
        return cls(_packed(_laid_out(turned), equal, places), equal, is_transposed=False)

    def __call__(self, gradient: Tensor, shape: Sequence[int]) -> Tensor:
        """From the gradient of a result to that of what the convolution read, which was of the given shape."""
        geometry = self.geometry
        if self.weight.is_mkldnn:
            result: Tensor = torch.ops.mkldnn._convolution_pointwise.default(
                gradient,
                self.weight,
                None,
                geometry.padding,
                geometry.stride,
                geometry.dilation,
                geometry.groups,
                *("none", [], ""),
            )
            return result
        rest = [0] * len(geometry.stride)
        if self.is_transposed:
            rest = [
                size + 2 * padding - dilation * (kernel - 1) - 1 - (result - 1) * stride
                for size, padding, dilation, kernel, result, stride in zip(
                    shape[2:],
                    geometry.padding,
                    geometry.dilation,
                    self.weight.shape[2:],
                    gradient.shape[2:],
                    geometry.stride,
                    strict=True,
                )
            ]
        transposed: Tensor = torch.ops.aten.convolution.default(
            gradient,
            self.weight,
            None,
            geometry.stride,
            geometry.padding,
            geometry.dilation,
            self.is_transposed,
            rest,
            geometry.groups,
        )
        return transposed


def _laid_out(weight: Tensor) -> Tensor:
    return weight.contiguous(memory_format=torch.channels_last) if weight.dim() == 4 else weight.contiguous()


def _packed(weight: Tensor, geometry: Geometry, places: Sequence[int | None]) -> Tensor:
    """The weight in oneDNN's own layout where there is one, which saves laying it out at each call."""
    can = weight.dim() == 4 and weight.device.type == "cpu" and weight.dtype == torch.float32
    if not (can and torch.backends.mkldnn.is_available()):  # type: ignore[no-untyped-call]
        return weight
    size = [1, weight.shape[1] * geometry.groups, *places]
    packed: Tensor = torch.ops.mkldnn._reorder_convolution_weight.default(
        weight, geometry.padding, geometry.stride, geometry.dilation, geometry.groups, size
    )
    return packed
