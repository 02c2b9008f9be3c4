"""Output sizes, receptive fields and costs of layers: pure integers, no tensors."""

from convscope.arithmetic.costs import FREE, Cost, convolution_cost, linear_cost, normalization_cost
from convscope.arithmetic.padding import Padding, transposed_sides, window_sides
from convscope.arithmetic.receptive_field import (
    INPUT,
    ReceptiveField,
    through_adaptive_pooling,
    through_padding,
    through_resize,
    through_slice,
    through_transposed,
    through_window,
    union,
    whole,
)
from convscope.arithmetic.sizes import convolution_size, kernel_span, pooling_size, transposed_size

__all__ = [
    "FREE",
    "INPUT",
    "Cost",
    "Padding",
    "ReceptiveField",
    "convolution_cost",
    "convolution_size",
    "kernel_span",
    "linear_cost",
    "normalization_cost",
    "pooling_size",
    "through_adaptive_pooling",
    "through_padding",
    "through_resize",
    "through_slice",
    "through_transposed",
    "through_window",
    "transposed_sides",
    "transposed_size",
    "union",
    "whole",
    "window_sides",
]
