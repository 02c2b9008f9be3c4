"""Output sizes, receptive fields and costs of layers: pure integers, no tensors."""

from convscope.arithmetic.checkerboard import checkerboard_remark, products_by_turns
from convscope.arithmetic.checks import check_groups, check_integer
from convscope.arithmetic.comparisons import COMPARISONS, Alternative, Comparison, compare
from convscope.arithmetic.costs import FREE, Cost, convolution_cost, linear_cost, normalization_cost
from convscope.arithmetic.dense import dense_layer
from convscope.arithmetic.inverse import KeepingPadding, Way, keeping_padding, ways_between
from convscope.arithmetic.layers import (
    AXES,
    LayerArithmetic,
    convolution_layer,
    pooling_layer,
    transposed_layer,
)
from convscope.arithmetic.layouts import LAYOUTS, InputShape, read_input
from convscope.arithmetic.padding import Padding, transposed_sides, window_sides
from convscope.arithmetic.reach import reached_outputs, read_inputs
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
from convscope.arithmetic.shapes import read_padding, read_per_axis, read_shape, shape_text
from convscope.arithmetic.sizes import convolution_size, kernel_span, pooling_size, transposed_size
from convscope.arithmetic.unused import unused_inputs

__all__ = [
    "AXES",
    "COMPARISONS",
    "FREE",
    "INPUT",
    "LAYOUTS",
    "Alternative",
    "Comparison",
    "Cost",
    "InputShape",
    "KeepingPadding",
    "LayerArithmetic",
    "Padding",
    "ReceptiveField",
    "Way",
    "check_groups",
    "check_integer",
    "checkerboard_remark",
    "compare",
    "convolution_cost",
    "convolution_layer",
    "convolution_size",
    "dense_layer",
    "keeping_padding",
    "kernel_span",
    "linear_cost",
    "normalization_cost",
    "pooling_layer",
    "pooling_size",
    "products_by_turns",
    "reached_outputs",
    "read_input",
    "read_inputs",
    "read_padding",
    "read_per_axis",
    "read_shape",
    "shape_text",
    "through_adaptive_pooling",
    "through_padding",
    "through_resize",
    "through_slice",
    "through_transposed",
    "through_window",
    "transposed_layer",
    "transposed_sides",
    "transposed_size",
    "union",
    "unused_inputs",
    "ways_between",
    "whole",
    "window_sides",
]
