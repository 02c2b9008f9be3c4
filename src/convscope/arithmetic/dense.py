"""A dense layer: every output a weighted sum of all inputs."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from convscope.arithmetic.costs import linear_cost
from convscope.arithmetic.layers import LayerArithmetic


def dense_layer(input_shape: Sequence[int], *, features: int, bias: bool = True) -> LayerArithmetic:
    """Arithmetic of a dense layer on the flattened input: features x (inputs + 1) parameters.

    Args:
        input_shape: (C, ...) of one photo, or (features,).
        features: number of outputs.
        bias: whether each has one.

    Raises:
        LayerSizeError: a number is impossible.
    """
    inputs = prod(input_shape)
    cost = linear_cost(in_features=inputs, out_features=features, bias=bias)
    one = f"({inputs} + 1)" if bias else f"{inputs}"
    lines = [f"parameters: {features} x {one} = {cost.parameters}", f"multiply-adds: {cost.multiply_adds}"]
    if len(input_shape) > 1:
        lines.insert(0, f"flatten: {' x '.join(map(str, input_shape))} = {inputs}")
    return LayerArithmetic(tuple(input_shape), (features,), cost, tuple(lines))
