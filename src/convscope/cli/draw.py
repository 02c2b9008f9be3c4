"""``convscope draw``: draw the diagram of a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import named_network
from convscope.cli.options import NetworkArgument, NetworkOptions, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite, check_ending, free_place, name_of, network_part

if TYPE_CHECKING:
    from rich.console import Console


@answers
@options_from(opening=NetworkOptions)
def draw(
    *,
    of: NetworkArgument = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The SVG file to write; by default diagram.svg, after the network's name."),
    ] = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Draw a network as SVG: stages, branches, skip connections, and repeated blocks once."""
    from convscope.network.diagram import draw as draw_network

    check_ending(out, (".svg",), "The diagram")
    net = opened(named_network(of, opening), for_shapes=True)
    name = name_of("", network_part(net.name), "diagram")
    place = out or free_place(Path(f"{name}.svg"), overwrite=overwrite)
    draw_network(net).save(place)

    def show(console: Console) -> None:
        console.print(f"{net.name}: {place}", highlight=False, markup=False, soft_wrap=True)

    return Answer({"network": net.name, "picture": str(place)}, show)
