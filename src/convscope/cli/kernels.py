"""``convscope kernels``: show the kernels of a layer, in order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite, check_ending, free_place, name_of, network_part
from convscope.examine.weights.settings import KernelSettings

if TYPE_CHECKING:
    from rich.console import Console

_LINES = 12


@answers
@options_from(given=KernelSettings, opening=NetworkOptions)
def kernels(
    *,
    layer: Annotated[
        str | None,
        typer.Argument(
            metavar="[LAYER]", help="A convolution or linear layer; by default the first convolution."
        ),
    ] = None,
    given: Given,
    beside: Annotated[
        str | None, typer.Option(metavar="NETWORK", help="Another network, whose kernels are shown beside.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The picture; by default kernels.png, after network and layer.")
    ] = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Show the kernels of a layer on one scale: colours of a first layer, the strongest patterns of a deeper one."""
    from convscope.examine.weights.kernel_list import kernels as list_kernels
    from convscope.render.save import PICTURES

    check_ending(out, PICTURES, "The picture")
    network = opened(opening)
    other = opened({**opening, "network": beside}) if beside else None
    found = list_kernels(network, layer, beside=other, **given)
    name = name_of("", network_part(network.name), found.layer, "kernels")
    place = out or free_place(Path(f"{name}.png"), overwrite=overwrite)
    found.save(place)
    document: dict[str, Any] = {**found.document(), "picture": place}

    def show(console: Console) -> None:
        for line in _lines(document):
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return Answer(document, show)


def _lines(document: dict[str, Any]) -> list[str]:
    shown = document["kernels"]
    lines = [f"{document['layer']} of {document['network']}: {len(shown)} of {document['units']} kernels"]
    for kernel in shown[:_LINES]:
        where = (
            "an even area"
            if kernel["orientation"] is None
            else f"waves at {kernel['orientation']:.0f} degrees"
        )
        line = f"  {kernel['unit']}: norm {kernel['norm']:.3g}, {where}"
        if kernel["orientation"] is not None:
            line += f", {kernel['frequency']:.2f} in a pixel"
        if kernel["gabor"]:
            line += f", Gabor's fit {kernel['gabor']['fit']:.2f}"
        if "cosine" in kernel:
            line += f", cosine {kernel['cosine']:.2f}"
        lines.append(line)
    if len(shown) > _LINES:
        lines.append(f"  ... {len(shown) - _LINES} more")
    return [*lines, f"picture: {document['picture']}"]
