"""What the commands about one layer share: the options of its input, and what they print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from convscope.arithmetic import LAYOUTS, InputShape, LayerArithmetic, shape_text
from convscope.cli.answer import Answer

if TYPE_CHECKING:
    from rich.console import Console

Input = Annotated[
    str,
    typer.Option("--input", help="Rows x columns, with channels first or last: 6x6, 3x255x255, 255x255x3."),
]
Layout = Annotated[
    str,
    typer.Option(help=f"The order of --input, where another is meant than is said: {', '.join(LAYOUTS)}."),
]
Bias = Annotated[bool, typer.Option(help="Whether each output channel has a bias.")]


def layer_answer(layer: LayerArithmetic, read: InputShape) -> Answer:
    """A layer's output, formulas and sizes, with how its input was read; shapes are channels first."""
    memory = layer.memory()

    def show(console: Console) -> None:
        console.print(read.sentence, highlight=False, soft_wrap=True)
        console.print(f"[bold]{shape_text(layer.output_shape)}[/bold]")
        for line in (*layer.formula, *layer.remarks):
            console.print(line, highlight=False, soft_wrap=True)
        sizes = ", ".join(f"{name} {count:,}" for name, count in memory.items())
        console.print(f"bytes as float32: {sizes}", highlight=False)

    return Answer(
        {
            "input_shape": layer.input_shape,
            "read": read.sentence,
            "output_shape": layer.output_shape,
            "parameters": layer.cost.parameters,
            "multiply_adds": layer.cost.multiply_adds,
            "memory_bytes": memory,
            "formula": "\n".join(layer.formula),
            "remarks": layer.remarks,
        },
        show,
    )
