"""``convscope arithmetic convolution|transposed|pooling``: one layer worked out, whose window slides."""

from __future__ import annotations

from typing import Annotated

import typer

from convscope.arithmetic import (
    InputShape,
    convolution_layer,
    pooling_layer,
    read_input,
    read_padding,
    read_per_axis,
    read_shape,
    transposed_layer,
)
from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.arithmetic.one_layer import Bias, Input, Layout, layer_answer

Filters = Annotated[int, typer.Option(help="Number of filters, that is of output channels.")]
Kernel = Annotated[str, typer.Option(help="Kernel, rows x columns: 7x7, or 7 for all axes.")]
Stride = Annotated[str, typer.Option(help="Stride, rows x columns: 3x4, or 3 for all axes.")]
PaddingText = Annotated[
    str,
    typer.Option(
        "--padding",
        help="2; 2x0 per axis; 1,2x0,1 before and after per axis; valid, same-pytorch or same-tensorflow.",
    ),
]
Dilation = Annotated[str, typer.Option(help="Dilation, like the stride.")]
Groups = Annotated[int, typer.Option(help="Groups of channels, convolved separately.")]


@answers
def convolution(
    input_: Input,
    filters: Filters,
    kernel: Kernel,
    layout: Layout = "",
    stride: Stride = "1",
    padding: PaddingText = "0",
    dilation: Dilation = "1",
    groups: Groups = 1,
    bias: Bias = True,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Output size, parameters and multiply-adds of a convolution in one to three dimensions."""
    read = _read(input_, layout, kernel)
    axes = len(read.shape) - 1
    return layer_answer(
        convolution_layer(
            read.shape,
            filters=filters,
            kernel=read_per_axis(kernel, axes),
            stride=read_per_axis(stride, axes),
            padding=read_padding(padding, axes),
            dilation=read_per_axis(dilation, axes),
            groups=groups,
            bias=bias,
        ),
        read,
    )


@answers
def transposed(
    input_: Input,
    filters: Filters,
    kernel: Kernel,
    layout: Layout = "",
    stride: Stride = "1",
    padding: PaddingText = "0",
    output_padding: Annotated[str, typer.Option(help="Outputs added after the last, like the stride.")] = "0",
    dilation: Dilation = "1",
    groups: Groups = 1,
    bias: Bias = True,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Output size, parameters and multiply-adds of a transposed convolution."""
    read = _read(input_, layout, kernel)
    axes = len(read.shape) - 1
    return layer_answer(
        transposed_layer(
            read.shape,
            filters=filters,
            kernel=read_per_axis(kernel, axes),
            stride=read_per_axis(stride, axes),
            padding=read_padding(padding, axes),
            output_padding=read_per_axis(output_padding, axes),
            dilation=read_per_axis(dilation, axes),
            groups=groups,
            bias=bias,
        ),
        read,
    )


@answers
def pooling(
    input_: Input,
    kernel: Kernel,
    layout: Layout = "",
    stride: Annotated[str, typer.Option(help="Stride; by default the kernel.")] = "",
    padding: PaddingText = "0",
    dilation: Dilation = "1",
    ceil_mode: Annotated[bool, typer.Option("--ceil-mode", help="Count a last, incomplete window.")] = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Output size of a max or average pooling."""
    read = _read(input_, layout, kernel)
    axes = len(read.shape) - 1
    return layer_answer(
        pooling_layer(
            read.shape,
            kernel=read_per_axis(kernel, axes),
            stride=read_per_axis(stride or kernel, axes),
            padding=read_padding(padding, axes),
            dilation=read_per_axis(dilation, axes),
            ceil_mode=ceil_mode,
        ),
        read,
    )


def _read(text: str, layout: str, kernel: str) -> InputShape:
    """The input's shape; a kernel with a number for each axis says how many there are."""
    along = len(read_shape(kernel))
    return read_input(text, axes=along if along > 1 else None, layout=layout)
