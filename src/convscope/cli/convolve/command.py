"""The command itself: the options, the document and what a person sees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.convolve.reading import read_place

if TYPE_CHECKING:
    from rich.console import Console

Filter = Annotated[
    list[str], typer.Option("--filter", help="A kernel like the matrix; repeat it for several filters.")
]


@answers
def convolve(
    matrix: Annotated[
        str,
        typer.Argument(
            help='Rows by /, channels by |: "100001/010010", "1 -1/0 2|3 4/5 6". Put -- before a minus.'
        ),
    ],
    filter_: Filter,
    bias: Annotated[str, typer.Option(help="One number per filter, comma-separated.")] = "",
    stride: Annotated[str, typer.Option(help="Rows x columns, or one number for both.")] = "1",
    padding: Annotated[
        str, typer.Option(help="2; 2x0 per axis; 1,2x0,1 per side; valid, same-pytorch or same-tensorflow.")
    ] = "0",
    dilation: Annotated[str, typer.Option(help="Like the stride.")] = "1",
    groups: Annotated[int, typer.Option(help="Groups of channels, convolved separately.")] = 1,
    flip: Annotated[
        bool, typer.Option("--flip", help="Flip the kernels, as convolution in mathematics does.")
    ] = False,
    activation: Annotated[str, typer.Option(help="relu or leaky-relu.")] = "",
    pool: Annotated[str, typer.Option(help="max:2, average:3x3:2 (window:stride) or min:2.")] = "",
    flatten: Annotated[bool, typer.Option("--flatten", help="All maps as one row of numbers.")] = False,
    softmax: Annotated[
        bool, typer.Option("--softmax", help="Probabilities of the flattened numbers.")
    ] = False,
    element: Annotated[str, typer.Option(help="Work out one output: row,column or filter,row,column.")] = "",
    table: Annotated[bool, typer.Option("--table", help="Work out every output.")] = False,
    as_matrix: Annotated[
        bool, typer.Option("--as-matrix", help="The same as a matrix product: Toeplitz and im2col.")
    ] = False,
    transposed: Annotated[
        bool,
        typer.Option("--transposed", help="Transpose: a convolution of the matrix stretched by the stride."),
    ] = False,
    backward: Annotated[
        bool, typer.Option("--backward", help="Gradients with respect to filters and input.")
    ] = False,
    gradient: Annotated[
        str,
        typer.Option(help="Gradient of the output for --backward, a channel a filter; ones unless given."),
    ] = "",
    picture: Annotated[Path | None, typer.Option(help="Draw one step, that of --element, as SVG.")] = None,
    animation: Annotated[Path | None, typer.Option(help="Draw every step as GIF, WebP or MP4.")] = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Work out a convolution of a small matrix: products, sums, stages and gradients, also as a picture."""
    from convscope.cli.convolve import sections
    from convscope.cli.convolve.showing import lines
    from convscope.convolution.worked import convolve as work_out

    worked = work_out(
        matrix,
        filter_,
        bias=bias,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        flip=flip,
        transposed=transposed,
        activation=activation,
        pool=pool,
        flatten=flatten,
        softmax=softmax,
    )
    place = read_place(element) if element else (0, 0, 0)
    document = worked.document()
    if element:
        document["element"] = sections.element(worked.element(*place[1:], filter=place[0]))
    if table:
        document["table"] = sections.table(worked)
    if as_matrix:
        document["matrix"] = sections.matrices(worked)
    if backward:
        document["gradients"] = sections.gradients(worked, gradient)
    document |= sections.pictures(worked, place, picture, animation)

    def show(console: Console) -> None:
        for line in lines(document):
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return Answer(document, show)
