"""Which outputs of a convolution or pooling a change of some inputs can reach, along one axis.

Positions are counted as if the map had no border, so that ranges may begin before 0 and end after the last one:
a range that is moved by a multiple of the stride reaches the same range, moved by that multiple.
"""

from __future__ import annotations


def reached_outputs(
    first: int, size: int, *, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> tuple[int, int]:
    """First output that reads any of ``size`` inputs from ``first`` on, and how many do from there to the last.

    Output u reads the inputs u stride - padding + dilation j, for j = 0 ... kernel - 1.  Where the stride is
    greater than the kernel, it may be that none does.
    """
    start = -((dilation * (kernel - 1) - padding - first) // stride)
    end = (first + size - 1 + padding) // stride
    return start, max(0, end - start + 1)


def read_inputs(
    first: int, size: int, *, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> tuple[int, int]:
    """First input that ``size`` outputs from ``first`` on read, and how many there are from there to the last."""
    return first * stride - padding, (size - 1) * stride + dilation * (kernel - 1) + 1
