"""Which elements of an operand, and which weights, meet in one output element, axis by axis."""

from __future__ import annotations

from typing import Any

from convscope.graph.node import Node

# (position in the input, weight), a position outside the input lying in the padding.
Meeting = list[tuple[int, int]]


def per_axis(value: Any, axes: int) -> list[int]:
    """One number for each axis: PyTorch's operators take one for all, too."""
    items = list(value) if isinstance(value, list | tuple) else [value]
    return items * axes if len(items) == 1 else items


def convolved(place: int, *, kernel: int, stride: int, before: int, dilation: int) -> Meeting:
    """Of a convolution: output u reads the inputs u stride - padding + dilation j."""
    return [(place * stride - before + dilation * weight, weight) for weight in range(kernel)]


def transposed(place: int, *, kernel: int, stride: int, before: int, dilation: int, inputs: int) -> Meeting:
    """Of a transposed convolution: output u reads the inputs i with u = i stride - padding + dilation j."""
    reached = [(place + before - dilation * weight, weight) for weight in range(kernel)]
    return [
        (at // stride, weight) for at, weight in reached if at % stride == 0 and 0 <= at < inputs * stride
    ]


def pads_constant(node: Node) -> bool:
    """Whether an operation surrounds a value with a constant."""
    if node.operation != "pad":
        return False
    arguments = {parameter.name for parameter in node.function._schema.arguments}  # type: ignore[union-attr]
    return "mode" not in arguments or node.argument("mode") == "constant"


def zero_padding(node: Node) -> tuple[Node, list[int]] | None:
    """What a padding with zeros pads, and how far before each of its last axes, if that is what it does."""
    if not pads_constant(node) or node.argument("value"):
        return None
    pad, source = node.argument("pad"), node.argument("self")
    if min(pad) < 0 or len(pad) != 2 * (len(source.shape) - 2):
        return None
    return source, list(pad[-2::-2])
