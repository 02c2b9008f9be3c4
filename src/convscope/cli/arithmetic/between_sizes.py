"""``convscope arithmetic between``: which kernels and strides lead from one size to another."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.arithmetic import ways_between
from convscope.cli.answer import Answer, Json, Quiet, answers

if TYPE_CHECKING:
    from rich.console import Console


@answers
def between(
    input_: Annotated[int, typer.Option("--input", help="Inputs along the axis.")],
    output: Annotated[int, typer.Option(help="Outputs wanted along the axis.")],
    largest_kernel: Annotated[int, typer.Option(help="Largest kernel to consider.")] = 7,
    largest_stride: Annotated[int, typer.Option(help="Largest stride to consider.")] = 4,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Kernels, strides and paddings along one axis that lead from one size to another."""
    ways = ways_between(input_, output, largest_kernel=largest_kernel, largest_stride=largest_stride)

    def show(console: Console) -> None:
        from rich.table import Table

        table = Table("layer", "kernel", "stride", "padding")
        for way in ways:
            table.add_row(way.kind, str(way.kernel), str(way.stride), str(way.padding))
        console.print(table)

    return Answer({"ways": [asdict(way) for way in ways]}, show)
