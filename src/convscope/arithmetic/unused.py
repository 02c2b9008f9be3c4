"""Inputs that no window uses."""

from __future__ import annotations

SHOWN = 8


def unused_inputs(
    extent: int, outputs: int, *, kernel: int, stride: int, before: int, dilation: int
) -> list[int]:
    """Inputs along an axis that lie in no window: left over at the end, or in the gaps between weights."""
    used: set[int] = set()
    for weight in range(kernel):
        first = weight * dilation - before
        used.update(range(first, first + outputs * stride, stride))
    return [position for position in range(extent) if position not in used]


def unused_remark(
    axis: str, extent: int, outputs: int, *, kernel: int, stride: int, before: int, dilation: int
) -> list[str]:
    """A sentence about the unused inputs along an axis, if there are any."""
    unused = unused_inputs(extent, outputs, kernel=kernel, stride=stride, before=before, dilation=dilation)
    if not unused:
        return []
    shown = ", ".join(map(str, unused[:SHOWN])) + (", ..." if len(unused) > SHOWN else "")
    return [f"{len(unused)} of {extent} {axis} lie in no window: {shown} (counted from 0)."]
