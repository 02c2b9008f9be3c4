"""Inverse questions: which paddings, kernels and strides give a wanted size."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal

from convscope.arithmetic.checks import check_integer
from convscope.arithmetic.sizes import convolution_size, kernel_span, transposed_size
from convscope.errors import LayerSizeError


@dataclass(frozen=True)
class KeepingPadding:
    """The paddings along one axis that give as many outputs as inputs.

    Attributes:
        before: smallest padding before the first input.
        after: smallest padding after the last input; odd totals put the odd one here.
        symmetric: the same on both sides, or None if no such padding keeps the size.
    """

    before: int
    after: int
    symmetric: int | None


def keeping_padding(extent: int, *, kernel: int, stride: int = 1, dilation: int = 1) -> KeepingPadding:
    """Find the paddings that keep the size: (extent - 1) stride + span - extent in total.

    A stride larger than 1 leaves up to stride - 1 zeros unused, so that larger totals keep the size too.

    Raises:
        LayerSizeError: a number is impossible.
    """
    check_integer("input size", extent, 1)
    check_integer("stride", stride, 1)
    least = max((extent - 1) * stride + kernel_span(kernel, dilation) - extent, 0)
    even = least + least % 2
    symmetric = even // 2 if even < least + stride else None
    return KeepingPadding(least // 2, least - least // 2, symmetric)


LARGEST = 99


@dataclass(frozen=True)
class Way:
    """A layer along one axis that leads from one size to another."""

    kind: Literal["convolution", "transposed"]
    kernel: int
    stride: int
    padding: int


def ways_between(extent: int, wanted: int, *, largest_kernel: int = 7, largest_stride: int = 4) -> list[Way]:
    """Kernels, strides and symmetric paddings that lead from ``extent`` to ``wanted``.

    A transposed convolution is proposed where the size grows.  Paddings of more than half the kernel, which
    would let a window see nothing but zeros, and strides larger than the kernel, which skip pixels, are left
    out.

    Returns:
        The ways, small kernels first.

    Raises:
        LayerSizeError: a number is impossible, or there is no way.
    """
    check_integer("input size", extent, 1)
    check_integer("output size", wanted, 1)
    for name, largest in (("kernel", largest_kernel), ("stride", largest_stride)):
        if check_integer(f"largest {name}", largest, 1) > LARGEST:
            raise LayerSizeError(
                f"The largest {name} to consider may be at most {LARGEST}, got {largest}.",
                "Give a smaller number.",
            )
    kind: Literal["convolution", "transposed"] = "transposed" if wanted > extent else "convolution"
    ways = [
        Way(kind, kernel, stride, padding)
        for kernel, stride in product(range(1, largest_kernel + 1), range(1, largest_stride + 1))
        if stride <= kernel
        for padding in range(kernel // 2 + 1)
        if _size(kind, extent, kernel, stride, padding) == wanted
    ]
    if not ways:
        raise LayerSizeError(
            f"No kernel up to {largest_kernel} with a stride up to {largest_stride} leads from {extent} "
            f"to {wanted}.",
            "Allow a larger kernel or stride, or use two layers.",
        )
    return ways


def _size(kind: str, extent: int, kernel: int, stride: int, padding: int) -> int | None:
    size = transposed_size if kind == "transposed" else convolution_size
    try:
        return size(extent, kernel=kernel, stride=stride, padding=padding)
    except LayerSizeError:
        return None
