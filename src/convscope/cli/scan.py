"""``convscope scan``: find what every unit responds to, over a data set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions, opened
from convscope.cli.options_from import Given, options_from
from convscope.examine.scans.settings import ScanSettings

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN = 5


@answers
@options_from(given=ScanSettings, opening=NetworkOptions)
def scan(
    *,
    data: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="Photos: a folder, with or without a folder for each class; an archive; a CSV with a column path; "
            "MNIST-style .npz or idx files; or torchvision/NAME.",
        ),
    ],
    opening: Given,
    given: Given,
    name: Annotated[
        str | None, typer.Option(help="Name of the scan; by default that of the network and of the data.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The scan's folder; by default scans/NAME.")] = None,
    workers: Annotated[
        str | None,
        typer.Option(
            metavar="ray[:N]",
            help="Compute on all processors, or on N, of this machine or of the cluster at RAY_ADDRESS; by default "
            "in one process.",
        ),
    ] = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Find what every unit responds to: one pass over the photos, kept in scans/NAME; the same command goes on."""
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.errors import ImageError
    from convscope.examine.scans.scanning import scan as scan_photos

    network = opened(opening)
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        found = scan_photos(network, data, name=name, out=out, workers=workers, progress=progress, **given)
    document = found.document()

    def show(console: Console) -> None:
        for line in _lines(document):
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return Answer(document, show, errors=[ImageError(reason) for _, reason in found.unreadable])


def _lines(document: dict[str, Any]) -> list[str]:
    lines = [f"{document['scan']}: {document['photos']:,} photos by {document['network']}"]
    for layer in document["layers"]:
        line = f"  {layer['address']}: {layer['units']} units"
        for what in ("dead", "constant"):
            if layer[what]:
                line += f", {len(layer[what])} {what} ({_some(layer[what])})"
        if layer["duplicates"]:
            pairs = [f"{first} = {second}" for first, second in layer["duplicates"]]
            line += f", {len(pairs)} duplicate ({_some(pairs)})"
        lines.append(line)
    if document["unreadable"]:
        lines.append(f"unreadable: {len(document['unreadable'])}")
    return lines


def _some(things: list[Any]) -> str:
    return ", ".join([*map(str, things[:_SHOWN]), *(["..."] if len(things) > _SHOWN else [])])
