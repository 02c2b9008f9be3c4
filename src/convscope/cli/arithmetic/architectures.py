"""``convscope arithmetic compare``: compare the costs of two ways to connect layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from convscope.arithmetic import COMPARISONS, read_input
from convscope.arithmetic import compare as compare_layers
from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.arithmetic.one_layer import Input, Layout

if TYPE_CHECKING:
    from rich.console import Console


@answers
def compare(
    name: Annotated[
        str | None, typer.Argument(help=f"One of {', '.join(COMPARISONS)}; without it, they are listed.")
    ] = None,
    input_: Input = "64x32x32",
    layout: Layout = "",
    filters: Annotated[int, typer.Option(help="Output channels, units or classes.")] = 64,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Compare layers that can replace each other, counted without biases."""
    if name is None:
        return _list()
    read = read_input(input_, axes=2, layout=layout)
    channels, rows, columns = read.shape
    comparison = compare_layers(name, channels=channels, size=(rows, columns), filters=filters)

    def show(console: Console) -> None:
        from rich.table import Table

        table = Table("", "parameters", "multiply-adds", "formula", title=comparison.question)
        for way in comparison.alternatives:
            table.add_row(way.name, f"{way.cost.parameters:,}", f"{way.cost.multiply_adds:,}", way.formula)
        console.print(read.sentence, highlight=False)
        console.print(table)
        console.print(f"{comparison.ratio:.3g} times as many parameters.", highlight=False)

    alternatives = [
        {
            "name": way.name,
            "parameters": way.cost.parameters,
            "multiply_adds": way.cost.multiply_adds,
            "formula": way.formula,
        }
        for way in comparison.alternatives
    ]
    document = {
        "input_shape": read.shape,
        "read": read.sentence,
        "question": comparison.question,
        "alternatives": alternatives,
        "ratio": comparison.ratio,
    }
    return Answer(document, show)


def _list() -> Answer:
    """The comparisons that there are."""
    summaries = {
        name: (way.__doc__ or "").partition("\n")[0].replace("``", "") for name, way in COMPARISONS.items()
    }

    def show(console: Console) -> None:
        from rich.table import Table

        table = Table("comparison", "of")
        for name, summary in summaries.items():
            table.add_row(name, summary)
        console.print(table)

    return Answer(
        {"comparisons": [{"name": name, "summary": summary} for name, summary in summaries.items()]}, show
    )
