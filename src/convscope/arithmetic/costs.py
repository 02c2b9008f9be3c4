"""Parameters and multiply-adds of layers, for one photo.

They equal those of torchinfo 1.8, except for a linear layer at several positions.  The parameters of a layer are
multiplied by the number of positions at which it uses them:

- convolution, also transposed: (weights + biases) x output positions.  A bias counts as one multiply-add an
  output.  For a transposed convolution the products with the zeros between the inputs are counted too: the
  products that are not zero by construction are weights x *input* positions.
- linear layer: (weights + biases) x positions: one after flattening, rows x columns in ConvNeXt's blocks, where it
  is a 1x1 convolution and costs as much.  torchinfo counts one position there, too.
- recurrent layer: weights and biases at each step.
- product of two values, as in attention or by a weight that the network computes: the products that it sums.
- normalisation: its scales and shifts, once, not once a position.
- pooling, activation and reshaping: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from convscope.arithmetic.checks import check_groups, check_integer


@dataclass(frozen=True)
class Cost:
    """What a layer costs.

    Attributes:
        parameters: numbers that are learned.
        multiply_adds: multiplications, each with its addition, for one photo.
    """

    parameters: int
    multiply_adds: int

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.parameters + other.parameters, self.multiply_adds + other.multiply_adds)


FREE = Cost(0, 0)


def convolution_cost(
    *,
    in_channels: int,
    out_channels: int,
    kernel: Sequence[int],
    output: Sequence[int],
    groups: int = 1,
    bias: bool,
) -> Cost:
    """Cost of a convolution or transposed convolution: out (in / groups x kernel + bias) x output positions.

    Args:
        in_channels: channels of the input.
        out_channels: channels of the output, one a filter.
        kernel: weights along each axis.
        output: outputs along each axis, without channels.
        groups: groups of channels, convolved separately.
        bias: whether each output channel has one.

    Raises:
        LayerSizeError: a number is impossible, or the groups do not divide the channels.
    """
    check_groups(groups, in_channels, out_channels)
    for weights in kernel:
        check_integer("kernel", weights, 1)
    for size in output:
        check_integer("output size", size, 1)
    parameters = out_channels * (in_channels // groups * prod(kernel) + bias)
    return Cost(parameters, parameters * prod(output))


def linear_cost(*, in_features: int, out_features: int, bias: bool, places: int = 1) -> Cost:
    """Cost of a linear layer: out (in + bias) parameters, as many multiply-adds at each position."""
    check_integer("number of input features", in_features, 1)
    check_integer("number of output features", out_features, 1)
    check_integer("number of places", places, 1)
    parameters = out_features * (in_features + bias)
    return Cost(parameters, parameters * places)


def normalization_cost(*, elements: int, affine: bool) -> Cost:
    """Cost of a batch, group, instance or layer normalisation: a scale and a shift an element, if affine.

    Args:
        elements: channels, or for a layer normalisation the elements of its normalised shape.
        affine: whether it has scales and shifts.
    """
    check_integer("number of elements", elements, 1)
    parameters = 2 * elements if affine else 0
    return Cost(parameters, parameters)
