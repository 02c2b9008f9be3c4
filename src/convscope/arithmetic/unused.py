"""Inputs in no window."""

from __future__ import annotations

SHOWN = 8


def unused_inputs(
    extent: int, outputs: int, *, kernel: int, stride: int, before: int, dilation: int
) -> list[int]:
    """Inputs along an axis that lie in no window: left over at the end, or in the gaps between weights."""
    used = bytearray(extent)
    for weight in range(kernel):
        first = weight * dilation - before
        inside = first if first >= 0 else first % stride
        read = range(inside, max(0, min(first + outputs * stride, extent)), stride)
        used[read.start : read.stop : stride] = bytes([1]) * len(read)
    return [position for position, by_any in enumerate(used) if not by_any]


def unused_remark(
    axis: str, extent: int, outputs: int, *, kernel: int, stride: int, before: int, dilation: int
) -> list[str]:
    """A sentence about the unused inputs along an axis, if there are any."""
    unused = unused_inputs(extent, outputs, kernel=kernel, stride=stride, before=before, dilation=dilation)
    if not unused:
        return []
    shown = ", ".join(map(str, unused[:SHOWN])) + (", ..." if len(unused) > SHOWN else "")
    return [f"{len(unused)} of {extent} {axis} lie in no window: {shown} (counted from 0)."]
