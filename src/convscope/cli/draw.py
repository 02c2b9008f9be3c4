"""``convscope draw``: draw the diagram of a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkArgument, OpeningOptions, opened
from convscope.cli.options_from import Given, options_from

if TYPE_CHECKING:
    from rich.console import Console


@answers
@options_from(opening=OpeningOptions)
def draw(
    *,
    network: NetworkArgument,
    out: Annotated[Path, typer.Option(help="The SVG file to write.")] = Path("diagram.svg"),
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Draw a network as SVG: stages, branches, skip connections, and repeated blocks once."""
    from convscope.errors import OutputError
    from convscope.files import replacing
    from convscope.render.diagram import draw_graph

    if out.suffix != ".svg":
        raise OutputError(f"The diagram is an SVG, got {out}.", f"Write {out.with_suffix('.svg')}.")
    net = opened(opening, network)
    picture = draw_graph(net.graph(), net.name)
    with replacing(out) as file:
        file.write_text(picture, encoding="utf-8")

    def show(console: Console) -> None:
        console.print(f"{net.name}: {out}", highlight=False, markup=False, soft_wrap=True)

    return Answer({"network": net.name, "picture": str(out)}, show)
