"""``convscope draw``: draw the diagram of a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import named_network
from convscope.cli.options import NetworkArgument, NetworkOptions, opened
from convscope.cli.options_from import Given, options_from

if TYPE_CHECKING:
    from rich.console import Console


@answers
@options_from(opening=NetworkOptions)
def draw(
    *,
    of: NetworkArgument = None,
    out: Annotated[Path, typer.Option(help="The SVG file to write.")] = Path("diagram.svg"),
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Draw a network as SVG: stages, branches, skip connections, and repeated blocks once."""
    from convscope.network.diagram import draw as draw_network

    net = opened(named_network(of, opening))
    draw_network(net).save(out)

    def show(console: Console) -> None:
        console.print(f"{net.name}: {out}", highlight=False, markup=False, soft_wrap=True)

    return Answer({"network": net.name, "picture": str(out)}, show)
