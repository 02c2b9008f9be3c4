"""The command itself: the options and the document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions, UnitArgument, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.photos import read_first

if TYPE_CHECKING:
    from rich.console import Console


@answers
@options_from(opening=NetworkOptions)
def trace(
    *,
    photo: Annotated[Path, typer.Argument(help="The photo.")],
    unit: UnitArgument,
    opening: Given,
    picture: Annotated[
        Path | None, typer.Option(help="Draw the convolution's strongest channels, as SVG.")
    ] = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Work out one number of a network for a photo: window, products, sums and what follows."""
    read_first(photo)
    from convscope.cli.trace.showing import show
    from convscope.explanation.worked_unit import trace as work_out

    worked = work_out(opened(opening), photo, unit)
    document: dict[str, Any] = {"photo": photo, **worked.document()}
    if picture:
        worked.diagram().save(picture)
        document["picture"] = picture

    def shown(console: Console) -> None:
        show(console, document)

    return Answer(document, shown)
