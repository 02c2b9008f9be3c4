"""Whole layers in one to three dimensions: shapes, costs and memory, with the formulas' numbers in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from convscope.arithmetic.checkerboard import checkerboard_remark
from convscope.arithmetic.checks import check_integer
from convscope.arithmetic.costs import FREE, Cost, convolution_cost
from convscope.arithmetic.formula import cost_formulas, span_formula, window_formula
from convscope.arithmetic.padding import Padding, transposed_sides, uneven_remark, window_sides
from convscope.arithmetic.sizes import convolution_size, kernel_span, pooling_size, transposed_size
from convscope.arithmetic.unused import unused_remark
from convscope.errors import LayerSizeError

AXES = {1: ("positions",), 2: ("rows", "columns"), 3: ("planes", "rows", "columns")}
LARGEST = 10_000_000


@dataclass(frozen=True)
class LayerArithmetic:
    """What one layer does to a shape, and what that costs.

    Attributes:
        input_shape: (C, ...) of one photo.
        output_shape: (C, ...) of one photo.
        cost: parameters and multiply-adds.
        formula: one line an axis and one for each cost, with the numbers in it.
        remarks: what is easily overlooked, such as pixels in no window.
    """

    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    cost: Cost
    formula: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    def memory(self, bytes_per_number: int = 4) -> dict[str, int]:
        """Bytes of the input, the parameters and the output of one photo."""
        numbers = {
            "input": prod(self.input_shape),
            "parameters": self.cost.parameters,
            "output": prod(self.output_shape),
        }
        return {name: count * bytes_per_number for name, count in numbers.items()}


def convolution_layer(
    input_shape: Sequence[int],
    *,
    filters: int,
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[Padding],
    dilation: Sequence[int],
    groups: int = 1,
    bias: bool = True,
) -> LayerArithmetic:
    """Arithmetic of a convolution.

    Args:
        input_shape: (C, ...) of one photo.
        filters: output channels.
        kernel: weights along each axis; so are the stride, padding and dilation.
        stride: inputs between neighbouring outputs.
        padding: see `window_sides`.
        dilation: inputs between neighbouring weights.
        groups: groups of channels, convolved separately.
        bias: whether each filter has one.

    Raises:
        LayerSizeError: the layer is impossible.
    """
    names = _axes(input_shape)
    output, lines, remarks = [], [], []
    for name, extent, k, s, p, d in zip(
        names, input_shape[1:], kernel, stride, padding, dilation, strict=True
    ):
        size = convolution_size(extent, kernel=k, stride=s, padding=p, dilation=d)
        sides = window_sides(p, extent, kernel=k, stride=s, dilation=d)
        lines.append(f"{name}: {window_formula(extent, sides, k, s, d, 'floor')} = {size}")
        remarks += uneven_remark(name, p, sides)
        remarks += unused_remark(name, extent, size, kernel=k, stride=s, before=sides[0], dilation=d)
        output.append(size)
    cost, formulas = _cost(input_shape[0], filters, kernel, output, groups, bias)
    lines += formulas
    return LayerArithmetic(tuple(input_shape), (filters, *output), cost, tuple(lines), tuple(remarks))


def pooling_layer(
    input_shape: Sequence[int],
    *,
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[Padding],
    dilation: Sequence[int],
    ceil_mode: bool = False,
) -> LayerArithmetic:
    """Arithmetic of a pooling, whose arguments are those of `convolution_layer`.

    Raises:
        LayerSizeError: the layer is impossible.
    """
    names = _axes(input_shape)
    output, lines, remarks = [], [], []
    rounding = "ceil" if ceil_mode else "floor"
    for name, extent, k, s, p, d in zip(
        names, input_shape[1:], kernel, stride, padding, dilation, strict=True
    ):
        size = pooling_size(extent, kernel=k, stride=s, padding=p, dilation=d, ceil_mode=ceil_mode)
        sides = window_sides(p, extent, kernel=k, stride=s, dilation=d)
        line = f"{name}: {window_formula(extent, sides, k, s, d, rounding)}"
        if ceil_mode and size <= -((kernel_span(k, d) - extent - sum(sides)) // s):
            line += " - 1 (the last window would start in the padding)"
        lines.append(f"{line} = {size}")
        remarks += uneven_remark(name, p, sides)
        remarks += unused_remark(name, extent, size, kernel=k, stride=s, before=sides[0], dilation=d)
        output.append(size)
    shape = (input_shape[0], *output)
    return LayerArithmetic(tuple(input_shape), shape, FREE, tuple(lines), tuple(remarks))


def transposed_layer(
    input_shape: Sequence[int],
    *,
    filters: int,
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[Padding],
    output_padding: Sequence[int],
    dilation: Sequence[int],
    groups: int = 1,
    bias: bool = True,
) -> LayerArithmetic:
    """Arithmetic of a transposed convolution, whose arguments are those of `convolution_layer`.

    Args:
        input_shape: (C, ...) of one photo.
        filters: output channels.
        kernel: weights along each axis.
        stride: outputs between neighbouring inputs.
        padding: what is cropped; see `transposed_sides`.
        output_padding: outputs added after the last.
        dilation: outputs between neighbouring weights.
        groups: groups of channels, convolved separately.
        bias: whether each filter has one.

    Raises:
        LayerSizeError: the layer is impossible.
    """
    names = _axes(input_shape)
    output, lines, remarks = [], [], []
    for name, extent, k, s, p, o, d in zip(
        names, input_shape[1:], kernel, stride, padding, output_padding, dilation, strict=True
    ):
        size = transposed_size(extent, kernel=k, stride=s, padding=p, output_padding=o, dilation=d)
        before, after = transposed_sides(p, kernel=k, stride=s, dilation=d)
        remarks += checkerboard_remark(name, kernel=k, stride=s, dilation=d)
        lines.append(
            f"{name}: ({extent} - 1) x {s} + {span_formula(k, d)} - {before} - {after} + {o} = {size}"
        )
        output.append(size)
    cost, formulas = _cost(input_shape[0], filters, kernel, output, groups, bias)
    lines += formulas
    weights = cost.parameters - filters * bias
    if max(stride) > 1:
        remarks.append(
            f"The multiply-adds include products with the zeros between the inputs, as torchinfo counts; "
            f"without them there are {weights * prod(input_shape[1:]):,}."
        )
    return LayerArithmetic(tuple(input_shape), (filters, *output), cost, tuple(lines), tuple(remarks))


def _cost(
    channels: int, filters: int, kernel: Sequence[int], output: Sequence[int], groups: int, bias: bool
) -> tuple[Cost, list[str]]:
    """The cost of filters, and its formulas."""
    cost = convolution_cost(
        in_channels=channels,
        out_channels=filters,
        kernel=kernel,
        output=output,
        groups=groups,
        bias=bias,
    )
    return cost, cost_formulas(channels, filters, kernel, output, groups, bias, cost)


def _axes(input_shape: Sequence[int]) -> tuple[str, ...]:
    if len(input_shape) - 1 not in AXES:
        raise LayerSizeError(
            f"The input must have one to three axes and channels, got {len(input_shape)} numbers.",
            "Write channels x rows x columns: 3x255x255.",
        )
    for size in input_shape:
        if check_integer("input size", size, 1) > LARGEST:
            raise LayerSizeError(f"An input size may be at most {LARGEST:,}, got {size:,}.", "Check it.")
    return AXES[len(input_shape) - 1]
