"""Poolings, and means and sums over axes: one number of a window."""

from __future__ import annotations

from math import ceil, floor, prod

import numpy as np

from convscope.convolution import number_text
from convscope.graph.element import windows
from convscope.graph.element.step import Array, Index, Operands, Worked
from convscope.graph.node import Node


def pooling(node: Node, index: Index, operands: Operands) -> Worked:
    """Maximum or mean over a sliding window; what it reaches of the padding counts in a mean if it is told so."""
    source = node.argument("self")
    sizes, axes = source.shape[2:], len(source.shape) - 2
    kernel = windows.per_axis(node.argument("kernel_size"), axes)
    stride = windows.per_axis(node.argument("stride") or kernel, axes)
    before = windows.per_axis(node.argument("padding"), axes)
    is_mean = node.operation == "avg_pool"
    dilation = [1] * axes if is_mean else windows.per_axis(node.argument("dilation"), axes)
    met = [
        [at for at, _ in windows.convolved(place, kernel=k, stride=s, before=b, dilation=d)]
        for place, k, s, b, d in zip(index[1:], kernel, stride, before, dilation, strict=True)
    ]
    inside = [[at for at in along if 0 <= at < size] for along, size in zip(met, sizes, strict=True)]
    window = _gathered(operands.whole(source), [[index[0]], *inside])[0]
    if not is_mean:
        return _maximum(source, inside, window)
    # In ceil mode a window may reach beyond the padding, which then does not count.
    counted = [[at for at in m if at < size + b] for m, size, b in zip(met, sizes, before, strict=True)]
    over = prod(map(len, counted if node.argument("count_include_pad") else inside))
    divisor = node.argument("divisor_override") if axes > 1 else None
    return _mean(source, inside, window, divisor or over)


def adaptive_pooling(node: Node, index: Index, operands: Operands) -> Worked:
    """Output u reads the inputs from floor(u inputs / outputs) to ceil((u + 1) inputs / outputs)."""
    source = node.argument("self")
    read = [
        list(range(floor(place * inputs / outputs), ceil((place + 1) * inputs / outputs)))
        for place, inputs, outputs in zip(index[1:], source.shape[2:], node.shape[2:], strict=True)
    ]
    window = _gathered(operands.whole(source), [[index[0]], *read])[0]
    return (_mean if "avg" in node.operation else _maximum)(source, read, window)


def reduction(node: Node, index: Index, operands: Operands) -> Worked:
    """Mean or sum over named axes."""
    source = node.argument("self")
    rank = len(source.shape)
    over = {dimension % rank for dimension in windows.per_axis(node.argument("dim"), 1)}
    left = iter(index)
    read: list[list[int]] = []
    for dimension in range(1, rank):
        if dimension in over:
            read.append(list(range(source.shape[dimension])))
            if node.argument("keepdim"):
                next(left)
        else:
            read.append([next(left)])
    window = _gathered(operands.whole(source), read)
    if node.operation == "mean":
        return _mean(source, read, window, window.size)
    total = float(window.sum())
    numbers = {"input": source.address, "positions": read, "window": window}
    return Worked(total, (f"the sum of {window.size} numbers is {number_text(total)}",), numbers)


def _gathered(values: Array, positions: list[list[int]]) -> Array:
    return values[np.ix_(*positions)]


def _maximum(source: Node, positions: list[list[int]], window: Array) -> Worked:
    value = float(window.max())
    numbers = {"input": source.address, "positions": positions, "window": window}
    return Worked(value, (f"the largest of {window.size} numbers is {number_text(value)}",), numbers)


def _mean(source: Node, positions: list[list[int]], window: Array, divisor: int | None = None) -> Worked:
    total, over = float(window.sum()), divisor or window.size
    numbers = {"input": source.address, "positions": positions, "window": window, "divisor": over}
    formula = f"the sum {number_text(total)} / {over} = {number_text(total / over)}"
    return Worked(total / over, (formula,), numbers)
