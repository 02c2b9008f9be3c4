"""Rectangles of feature maps, and the rectangle of a layer that a rectangle of what it reads can reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from convscope.arithmetic import reached_outputs, read_inputs
from convscope.graph.node import Node


@dataclass(frozen=True)
class Area:
    """A rectangle of a feature map; it may hang over the map's border.

    Attributes:
        first: row and column of its first place.
        size: rows and columns.
        stride: pixels of the input between neighbouring places, along each axis.
    """

    first: tuple[int, int]
    size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @property
    def places(self) -> int:
        """How many places it has."""
        return prod(self.size)

    def moved(self, by: Sequence[int]) -> Area:
        """The same, so many places further on."""
        return Area((self.first[0] + by[0], self.first[1] + by[1]), self.size, self.stride)


def around(areas: Sequence[Area]) -> Area:
    """The smallest rectangle that holds several."""
    first = [min(area.first[axis] for area in areas) for axis in (0, 1)]
    end = [max(area.first[axis] + area.size[axis] for area in areas) for axis in (0, 1)]
    return Area((first[0], first[1]), (end[0] - first[0], end[1] - first[1]), areas[0].stride)


@dataclass(frozen=True)
class Window:
    """How a convolution or pooling slides, rows and columns each.

    Attributes:
        kernel: places under the window.
        stride: places from one window to the next.
        padding: places outside the map before its first.
        dilation: places between neighbours under the window.
    """

    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]

    @classmethod
    def of(cls, node: Node) -> Window:
        """That of a convolution or pooling over (N, C, rows, columns)."""
        kernel = (
            _pair(node.argument("weight").shape[2:])
            if node.operation == "conv"
            else _pair(node.argument("kernel_size"))
        )
        dilation = (1, 1) if node.operation == "avg_pool" else _pair(node.argument("dilation"))
        said: Any = node.argument("padding")
        if said == "same":
            padding = (dilation[0] * (kernel[0] - 1) // 2, dilation[1] * (kernel[1] - 1) // 2)
        else:
            padding = (0, 0) if said == "valid" else _pair(said)
        return cls(kernel, _pair(node.argument("stride") or kernel), padding, dilation)

    def reached(self, area: Area) -> Area:
        """The outputs that read any place of an area."""
        ends = [reached_outputs(area.first[axis], area.size[axis], **self._axis(axis)) for axis in (0, 1)]
        stride = (area.stride[0] * self.stride[0], area.stride[1] * self.stride[1])
        return Area((ends[0][0], ends[1][0]), (ends[0][1], ends[1][1]), stride)

    def read(self, area: Area) -> Area:
        """The inputs that the outputs of an area read."""
        ends = [read_inputs(area.first[axis], area.size[axis], **self._axis(axis)) for axis in (0, 1)]
        stride = (area.stride[0] // self.stride[0], area.stride[1] // self.stride[1])
        return Area((ends[0][0], ends[1][0]), (ends[0][1], ends[1][1]), stride)

    def _axis(self, axis: int) -> dict[str, int]:
        names = ("kernel", "stride", "padding", "dilation")
        return {name: getattr(self, name)[axis] for name in names}


def _pair(value: Any) -> tuple[int, int]:
    items = list(value) if isinstance(value, list | tuple) else [value]
    first, second = items * 2 if len(items) == 1 else items
    return int(first), int(second)
