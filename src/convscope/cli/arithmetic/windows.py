"""``convscope arithmetic convolution|transposed|pooling``: one layer worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from convscope.arithmetic import (
    LayerArithmetic,
    convolution_layer,
    pooling_layer,
    read_padding,
    read_per_axis,
    read_shape,
    shape_text,
    transposed_layer,
)
from convscope.cli.answer import Answer, Json, Quiet, answers

if TYPE_CHECKING:
    from rich.console import Console

InputShape = Annotated[
    str, typer.Option("--input", help="Sizes and channels, channels last: 255x255x3, 120x3, 64x64x64x1.")
]
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
Bias = Annotated[bool, typer.Option(help="Whether each filter has a bias.")]


@answers
def convolution(
    input_: InputShape,
    filters: Filters,
    kernel: Kernel,
    stride: Stride = "1",
    padding: PaddingText = "0",
    dilation: Dilation = "1",
    groups: Groups = 1,
    bias: Bias = True,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Output size, parameters and multiply-adds of a convolution in one to three dimensions."""
    shape = _channels_first(input_)
    axes = len(shape) - 1
    return _answer(
        convolution_layer(
            shape,
            filters=filters,
            kernel=read_per_axis(kernel, axes),
            stride=read_per_axis(stride, axes),
            padding=read_padding(padding, axes),
            dilation=read_per_axis(dilation, axes),
            groups=groups,
            bias=bias,
        )
    )


@answers
def transposed(
    input_: InputShape,
    filters: Filters,
    kernel: Kernel,
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
    shape = _channels_first(input_)
    axes = len(shape) - 1
    return _answer(
        transposed_layer(
            shape,
            filters=filters,
            kernel=read_per_axis(kernel, axes),
            stride=read_per_axis(stride, axes),
            padding=read_padding(padding, axes),
            output_padding=read_per_axis(output_padding, axes),
            dilation=read_per_axis(dilation, axes),
            groups=groups,
            bias=bias,
        )
    )


@answers
def pooling(
    input_: InputShape,
    kernel: Kernel,
    stride: Annotated[str, typer.Option(help="Stride; by default the kernel.")] = "",
    padding: PaddingText = "0",
    dilation: Dilation = "1",
    ceil_mode: Annotated[bool, typer.Option("--ceil-mode", help="Count a last, incomplete window.")] = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Output size of a max or average pooling."""
    shape = _channels_first(input_)
    axes = len(shape) - 1
    return _answer(
        pooling_layer(
            shape,
            kernel=read_per_axis(kernel, axes),
            stride=read_per_axis(stride or kernel, axes),
            padding=read_padding(padding, axes),
            dilation=read_per_axis(dilation, axes),
            ceil_mode=ceil_mode,
        )
    )


def _channels_first(text: str) -> tuple[int, ...]:
    *sizes, channels = read_shape(text)
    return (channels, *sizes)


def _answer(layer: LayerArithmetic) -> Answer:
    # As the input is written: channels last.
    output = (*layer.output_shape[1:], layer.output_shape[0])
    memory = layer.memory()

    def show(console: Console) -> None:
        console.print(f"[bold]{shape_text(output)}[/bold]")
        for line in (*layer.formula, *layer.remarks):
            console.print(line, highlight=False, soft_wrap=True)
        sizes = ", ".join(f"{name} {count:,}" for name, count in memory.items())
        console.print(f"bytes as float32: {sizes}", highlight=False)

    return Answer(
        {
            "output_shape": output,
            "parameters": layer.cost.parameters,
            "multiply_adds": layer.cost.multiply_adds,
            "memory_bytes": memory,
            "formula": "\n".join(layer.formula),
            "remarks": layer.remarks,
        },
        show,
    )
