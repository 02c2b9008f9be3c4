"""``convscope arithmetic keep-size``: which padding gives as many outputs as inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from convscope.arithmetic import keeping_padding
from convscope.cli.answer import Answer, Json, Quiet, answers

if TYPE_CHECKING:
    from rich.console import Console


@answers
def keep_size(
    input_: Annotated[int, typer.Option("--input", help="Inputs along the axis.")],
    kernel: Annotated[int, typer.Option(help="Weights along the axis.")],
    stride: Annotated[int, typer.Option(help="Inputs between neighbouring outputs.")] = 1,
    dilation: Annotated[int, typer.Option(help="Inputs between neighbouring weights.")] = 1,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Padding along one axis that keeps the size."""
    padding = keeping_padding(input_, kernel=kernel, stride=stride, dilation=dilation)

    def show(console: Console) -> None:
        console.print(f"{padding.before} before and {padding.after} after.", highlight=False)
        if padding.symmetric is None:
            console.print("No padding that is the same on both sides keeps the size.")
        elif padding.symmetric != padding.after or padding.before != padding.after:
            console.print(f"Or {padding.symmetric} on both sides.", highlight=False)

    return Answer(
        {"before": padding.before, "after": padding.after, "symmetric": padding.symmetric},
        show,
    )
