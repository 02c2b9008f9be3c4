"""``convscope networks``: list the networks that can be opened."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers

if TYPE_CHECKING:
    from rich.console import Console


@answers
def networks(
    pattern: Annotated[
        str, typer.Argument(help="Part of a name, or a pattern such as 'timm/*resnet*'.")
    ] = "",
    search: Annotated[
        str, typer.Option(help="Words that the name or the family holds, in any order: 'resnet 50'.")
    ] = "",
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """The networks that can be opened by name, none of them built or downloaded."""
    from convscope.network import networks as known

    words = search.lower().split()
    found = [
        entry
        for entry in known(pattern)
        if all(word in f"{entry.name} {entry.family}".lower() for word in words)
    ]

    def show(console: Console) -> None:
        from rich.table import Table

        table = Table("network", "family", "input (C, H, W)", "weights")
        for entry in found:
            shape = ", ".join(map(str, entry.input_shape))
            table.add_row(entry.name, entry.family, f"({shape})", entry.weights)
        console.print(table)
        console.print(f"{len(found)} networks", highlight=False)

    return Answer({"networks": [asdict(entry) for entry in found]}, show)
