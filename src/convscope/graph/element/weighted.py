"""Sums of products: convolutions, transposed convolutions and linear layers.

y[o, u] = bias[o] + sum over channels c and window j of  x[c, position(u, j)] * weight[o, c, j]
"""

from __future__ import annotations

from typing import Any

import numpy as np

from convscope.convolution import Element, number_text, signed_text
from convscope.graph.element import windows
from convscope.graph.element.step import Array, Index, Operands, Worked
from convscope.graph.node import Node

# Channels that are listed, the strongest first; the rest is one number.
LISTED = 8


def convolution(node: Node, index: Index, operands: Operands) -> Worked:
    """A convolution in any number of dimensions; zeros that an operation before it pads count as its padding."""
    weight = operands.constant(node.argument("weight"))
    source, kernel = node.argument("input"), weight.shape[2:]
    axes, each = len(kernel), weight.shape[1]
    stride, dilation = (windows.per_axis(node.argument(name), axes) for name in ("stride", "dilation"))
    padding = node.argument("padding")
    if padding == "same":
        padding = [d * (k - 1) // 2 for k, d in zip(kernel, dilation, strict=True)]
    before = [0] * axes if padding == "valid" else windows.per_axis(padding, axes)
    if padded := windows.zero_padding(source):
        source, more = padded
        before = [a + b for a, b in zip(before, more, strict=True)]
    meetings = [
        windows.convolved(place, kernel=k, stride=s, before=b, dilation=d)
        for place, k, s, b, d in zip(index[1:], kernel, stride, before, dilation, strict=True)
    ]
    first = index[0] // (len(weight) // node.argument("groups")) * each
    return _sum(node, source, range(first, first + each), meetings, weight[index[0]], index, operands)


def transposed_convolution(node: Node, index: Index, operands: Operands) -> Worked:
    """A transposed convolution: the inputs whose stretched windows reach the element."""
    weight = operands.constant(node.argument("weight"))
    source, kernel, groups = node.argument("input"), weight.shape[2:], node.argument("groups")
    axes, each = len(kernel), weight.shape[1]
    stride, before, dilation = (
        windows.per_axis(node.argument(name), axes) for name in ("stride", "padding", "dilation")
    )
    meetings = [
        windows.transposed(place, kernel=k, stride=s, before=b, dilation=d, inputs=inputs)
        for place, k, s, b, d, inputs in zip(
            index[1:], kernel, stride, before, dilation, source.shape[2:], strict=True
        )
    ]
    channels = len(weight) // groups
    first = index[0] // each * channels
    own = weight[first : first + channels, index[0] % each]
    met = own[np.ix_(range(channels), *([tap for _, tap in meeting] for meeting in meetings))]
    return _sum(node, source, range(first, first + channels), meetings, met, index, operands)


def linear(node: Node, index: Index, operands: Operands) -> Worked:
    """A linear layer over the last axis: the channels are its inputs, each with a window of one number."""
    source, weight = node.argument("input"), operands.constant(node.argument("weight"))
    inputs = operands.whole(source)[index[:-1]]
    numbers = _listed(inputs, weight[index[-1]], range(len(inputs)))
    return _total(node, source, numbers, inputs * weight[index[-1]], index[-1], operands)


def _sum(
    node: Node,
    source: Node,
    channels: range,
    meetings: list[windows.Meeting],
    weights: Array,
    index: Index,
    operands: Operands,
) -> Worked:
    values = operands.whole(source)
    positions = [[position for position, _ in meeting] for meeting in meetings]
    window = np.zeros((len(channels), *map(len, positions)))
    inside = [
        [at for at, position in enumerate(along) if 0 <= position < size]
        for along, size in zip(positions, values.shape[1:], strict=True)
    ]
    seen = [[along[at] for at in kept] for along, kept in zip(positions, inside, strict=True)]
    window[np.ix_(range(len(channels)), *inside)] = values[np.ix_(channels, *seen)]
    numbers = {"positions": positions, **_listed(window, weights, channels)}
    sums = (window * weights).reshape(len(channels), -1).sum(1)
    worked = _total(node, source, numbers, sums, index[0], operands)
    if len(positions) != 2 or node.operation != "conv":
        return worked
    filter_, row, column = index
    rows, columns = map(tuple, positions)
    bias = worked.numbers["bias"]
    element = Element(filter_, row, column, tuple(channels), rows, columns, window, weights, bias)
    return Worked(worked.value, worked.formula, worked.numbers, element)


def _listed(window: Array, weights: Array, channels: range) -> dict[str, Any]:
    """The channels with the largest sums, and the sum of the rest."""
    products = window * weights
    sums = products.reshape(len(products), -1).sum(1)
    order = np.argsort(-np.abs(sums), kind="stable")
    listed = [
        {
            "channel": channels[at],
            "window": window[at],
            "weights": weights[at],
            "products": products[at],
            "sum": float(sums[at]),
        }
        for at in order[:LISTED]
    ]
    rest = order[LISTED:]
    return {"channels": listed, "rest": {"channels": len(rest), "sum": float(sums[rest].sum())}}


def _total(
    node: Node, source: Node, numbers: dict[str, Any], sums: Array, filter_: int, operands: Operands
) -> Worked:
    of_bias = node.argument("bias")
    bias = float(operands.constant(of_bias)[filter_]) if of_bias is not None else 0.0
    value = float(sums.sum()) + bias
    terms = [signed_text(each["sum"]) for each in numbers["channels"]]
    if numbers["rest"]["channels"]:
        terms.append(f"{signed_text(numbers['rest']['sum'])} (the rest)")
    if of_bias is not None:
        terms.append(f"{signed_text(bias)} (bias)")
    formula = (
        f"{' + '.join(terms)} = {number_text(value)}" if len(terms) > 1 else f"sum = {number_text(value)}"
    )
    numbers = {"input": source.address, "input_shape": source.shape[1:], **numbers, "bias": bias}
    return Worked(value, (formula,), numbers)
