"""Backpropagation through a convolution: each gradient is a convolution again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from convscope.convolution.adjoints import adjoint
from convscope.convolution.layer import Convolution, checked_input, layer_output
from convscope.convolution.matrix import Array


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of a loss.

    Attributes:
        input: (C, H, W)
        weight: (O, C / groups, kernel rows, kernel columns)
        bias: (O,)
    """

    input: Array
    weight: Array
    bias: Array


def backward(layer: Convolution, values: ArrayLike, gradient: ArrayLike) -> Gradients:
    """Gradients of a loss from its gradient with respect to the output.

    Args:
        layer: filters and how they slide.
        values: (C, H, W) input.
        gradient: (O, output rows, output columns)

    Raises:
        LayerSizeError: the shapes do not belong together.
    """
    array, output_gradient = checked_input(layer, values), np.asarray(gradient, np.float64)
    return Gradients(
        adjoint(layer, output_gradient, (array.shape[1], array.shape[2])),
        weight_gradient(layer, array, output_gradient),
        output_gradient.sum(axis=(1, 2)),
    )


def weight_gradient(layer: Convolution, values: Array, gradient: Array) -> Array:
    """Gradient with respect to the filters: the input convolved with the output's gradient as filter.

    dL/dw[o, c, i, j] = sum over r, q of g[o, r, q] x[c, stride r + dilation i, stride q + dilation j], so the
    stride and the dilation change places.  Inputs that the stride left unused would give rows past the
    kernel's; they are cut off.

    Returns:
        (O, C / groups, kernel rows, kernel columns)
    """
    rows, columns = layer.kernel
    result = np.empty_like(layer.weight)
    for filter_, map_ in enumerate(gradient):
        sliding = Convolution(
            map_[None, None], stride=layer.dilation, padding=layer.padding, dilation=layer.stride
        )
        for place, channel in enumerate(layer.channels_of(filter_)):
            result[filter_, place] = layer_output(sliding, values[channel : channel + 1])[0, :rows, :columns]
    return result
